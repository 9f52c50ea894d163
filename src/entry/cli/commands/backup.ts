import type { Command } from 'commander'
import type { BackupOptions } from '../backup/backing-up.ts'
import { act, type Cli, examples } from '../command.ts'
import { wholeNumber } from '../whole-number.ts'

export function addBackup(program: Command, cli: Cli): void {
  const command = program
    .command('backup')
    .argument('[file]', 'where to write it (default: a new file in the folder)')
    .description('Write the whole database to an encrypted file, while the server goes on.')
    .option('--to <folder>', 'a folder for one backup after the other (default: backups in KEYHOLD_HOME)')
    .option(
      '--keep-days <n>',
      'remove backups in the folder older than that, 1 to 3650 (default: none)',
      wholeNumber(1, 3_650),
    )
  examples(command, [
    ['backup --to /mnt/backups --keep-days 30', 'each day, by cron or systemd'],
    ['backup before-the-move.khb', 'one file, and keyhold.keys beside it'],
  ])
  command.addHelpText(
    'after',
    `
It is sealed under the master key, which is not in it: keep that key elsewhere.
docs/guides/backup.md has the schedule, the restore and the format.`,
  )
  act<BackupOptions>(cli, command, async (context, operands, options) => {
    const { backUp } = await import('../backup/backing-up.ts')
    await backUp(context, operands, options)
  })
}
