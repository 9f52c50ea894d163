import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../command.ts'
import { relative } from '../moments.ts'
import { wholeNumber } from '../whole-number.ts'

interface TokenOptions {
  minValid?: number
}

export function addToken(program: Command, cli: Cli): void {
  const command = program
    .command('token')
    .argument('<connection>', 'id of a connection')
    .description('Print an access token that is fresh, alone on standard output.')
    .option(
      '--min-valid <seconds>',
      'how long it must be good for, 0 to 3600 (default: 300)',
      wholeNumber(0, 3_600),
    )
  examples(command, [
    ['token 01890a5d-…', 'the token and nothing else'],
    ['token 01890a5d-… --min-valid 1800', 'good for half an hour at least'],
    ['token 01890a5d-… --json', 'with its type, scope and expiry'],
  ])
  actOnServer<TokenOptions>(cli, command, async ({ server, terminal }, [id], { minValid }) => {
    const token = await server.get('/api/connections/{id}/token', {
      path: { id: id! },
      query: { min_valid_seconds: minValid },
    })
    terminal.answer({ json: { ...token }, plain: token.access_token, human: token.access_token })
    const ends = token.expires_at === null ? 'never' : relative(token.expires_at, new Date())
    if (terminal.isSeen) terminal.say(`Expires ${ends}. Scope: ${token.scope || 'none'}`)
  })
}
