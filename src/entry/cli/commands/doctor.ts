import type { Command } from 'commander'
import { act, type Cli, examples } from '../command.ts'

export function addDoctor(program: Command, cli: Cli): void {
  const command = program
    .command('doctor')
    .description('Look at everything, and name the cure of what is wrong.')
    .option('--production', 'check what only production asks for, too')
  examples(command, [
    ['doctor', 'exit code 1 when something fails'],
    ['doctor --production', 'before people use it'],
    ['doctor --json', 'for scripts; no secret is in it'],
  ])
  act<{ production?: boolean }>(cli, command, async (context, _operands, { production }) => {
    const { examine } = await import('../doctor/examine.ts')
    return examine(context, production ?? false)
  })
}
