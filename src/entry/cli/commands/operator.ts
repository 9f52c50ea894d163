import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../command.ts'
import { relative } from '../moments.ts'

export function addOperator(program: Command, cli: Cli): void {
  const operator = program.command('operator').description('Sign in to the console.')
  const link = operator
    .command('link')
    .description('Print a sign-in link for the console: one use, 30 minutes.')
  examples(operator, [['operator link', 'open it in a browser']])
  examples(link, [
    ['operator link', 'open it in a browser'],
    ['operator link --json', 'with the moment it expires'],
  ])
  actOnServer(cli, link, async ({ server, terminal }) => {
    const made = await server.post('/api/operator/links')
    terminal.answer({ json: made, plain: made.url, human: made.url })
    terminal.say(
      `Whoever opens it first is signed in as operator. It expires ${relative(made.expiresAt, new Date())}.`,
    )
  })
}
