import type { Command } from 'commander'
import { act, type Cli, examples } from '../command.ts'
import type { UpgradeOptions } from '../upgrading.ts'

export function addUpgrade(program: Command, cli: Cli): void {
  const command = program
    .command('upgrade')
    .description('Bring the database of an older program up to this one: look, back up, migrate.')
    .option('--check', 'tell what would be done and what stands in the way; do nothing')
    .option('--to <folder>', 'a folder for the backup (default: backups in KEYHOLD_HOME)')
  examples(command, [
    ['upgrade --check', 'exit code 1 when something stands in the way'],
    ['upgrade', 'then start the new program'],
  ])
  act<UpgradeOptions>(cli, command, async (context, _operands, options) => {
    const { upgrade } = await import('../upgrading.ts')
    return upgrade(context, options)
  })
}
