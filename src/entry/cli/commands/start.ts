import type { Command } from 'commander'
import { act, type Cli, examples } from '../command.ts'

export function addStart(program: Command, cli: Cli): void {
  const command = program.command('start').description('Start the server: database, schema, keys, console.')
  examples(command, [
    ['start', 'on http://localhost:3000, with its own database'],
    ['start --quiet', 'without remarks'],
  ])
  command.addHelpText(
    'after',
    `
Settings come from the environment, such as PORT, HOST, KEYHOLD_URL, KEYHOLD_HOME and
DATABASE_URL; \`keyhold doctor\` reads them all. Ctrl-C or SIGTERM ends it: requests
under way are answered first, for at most 25 s; a second one leaves at once.`,
  )
  act(cli, command, async (context) => {
    const { runServer } = await import('../run-server.ts')
    return runServer(context)
  })
}
