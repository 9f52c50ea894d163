import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../command.ts'
import type { Got } from '../server.ts'
import { plainRows, table } from '../table.ts'

export function addProviders(program: Command, cli: Cli): void {
  const command = program
    .command('providers')
    .description('List providers: which are set up, and the redirect URI to register there.')
  examples(command, [
    ['providers', 'all of them'],
    ['providers --json', 'with their scopes and what is not set'],
  ])
  actOnServer(cli, command, async ({ server, terminal }) => {
    const { providers } = await server.get('/api/providers')
    const columns = [
      { title: 'ID', isWhole: true },
      {
        title: 'SET UP',
        isWhole: true,
        paint: (text: string) => (text === 'no' ? terminal.paint.dim(text) : terminal.paint.green(text)),
      },
      { title: 'REDIRECT URI', isWhole: true },
    ]
    terminal.answer({
      json: { providers },
      plain: plainRows(
        providers.map((each) => [each.id, stateOf(each), each.redirectUri, each.missing.join(' ')]),
      ),
      human: table(
        columns,
        providers.map((each) => [each.id, stateOf(each), each.redirectUri]),
        terminal.width,
        terminal.paint.dim,
      ),
    })
    const [first] = providers.filter(({ configured }) => !configured)
    if (first)
      terminal.say(
        `To set one up: register its redirect URI there, set ${first.missing.join(' and ')} (for ${first.id}), restart.`,
      )
  })
}

type Provider = Got<'/api/providers'>['providers'][number]

const stateOf = ({ configured, sandbox }: Provider): string =>
  configured ? (sandbox ? 'demo' : 'yes') : 'no'
