import type { Command } from 'commander'
import type { RestoreCliOptions } from '../backup/restoring.ts'
import { act, type Cli, examples } from '../command.ts'

export function addRestore(program: Command, cli: Cli): void {
  const command = program
    .command('restore')
    .argument('<file>', 'a backup')
    .description('Make an empty database what it was, and prove it. The server must not run.')
    .option('--keys <file>', 'the file of keys (default: keyhold.keys beside the backup)')
    .option('--dry-run', 'check the files alone; needs no database')
    .option('--verify-all', 'open every sealed secret, not a sample')
    .option('--accept-unreadable', 'restore although some secrets do not open')
    .option('-y, --yes', 'do not ask')
  examples(command, [
    ['restore /mnt/backups/keyhold-20260101T030000Z.khb --dry-run', 'is it whole and genuine?'],
    ['restore /mnt/backups/keyhold-20260101T030000Z.khb', 'into the empty KEYHOLD_HOME or DATABASE_URL'],
  ])
  act<RestoreCliOptions>(cli, command, async (context, operands, options) => {
    const { restoreFrom } = await import('../backup/restoring.ts')
    await restoreFrom(context, operands, options)
  })
}
