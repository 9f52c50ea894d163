import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../command.ts'
import { relative, utc } from '../moments.ts'
import { plainRows, table } from '../table.ts'

interface Breaker {
  name: string
  state: 'closed' | 'open' | 'half-open'
  failures: number
  openUntil: string | null
  trips: number
}

export function addBreakers(program: Command, cli: Cli): void {
  const breakers = program
    .command('breakers')
    .description('Breakers of the providers: open while one is away, so that nobody waits for it.')
  examples(breakers, [
    ['breakers', 'all that ever counted a failure'],
    ['breakers reset sandbox', 'close one by hand: the next call goes out'],
  ])
  actOnServer(cli, breakers, async ({ server, terminal }) => {
    const { breakers: rows } = await server.get<{ breakers: Breaker[] }>('/api/breakers')
    const now = new Date()
    const cells = (when: (at: string) => string) =>
      rows.map(({ name, state, failures, openUntil, trips }) => [
        name,
        state,
        String(failures),
        openUntil ? when(openUntil) : '',
        String(trips),
      ])
    const columns = [
      { title: 'BREAKER', isWhole: true },
      { title: 'STATE', isWhole: true },
      { title: 'FAILURES' },
      { title: 'NEXT TRY' },
      { title: 'OPENED' },
    ]
    terminal.answer({
      json: { breakers: rows },
      plain: plainRows(cells(utc)),
      human:
        rows.length === 0
          ? ''
          : table(
              columns,
              cells((at) => relative(at, now)),
              terminal.width,
              terminal.paint.dim,
            ),
    })
    if (rows.length === 0) terminal.say('No provider has failed yet.')
  })
  addReset(breakers.command('reset'), cli)
}

function addReset(command: Command, cli: Cli): void {
  command.argument('<name>', 'as `breakers` shows it').description('Close a breaker by hand.')
  examples(command, [['breakers reset sandbox/api', 'the next call goes out']])
  actOnServer(cli, command, async ({ server, terminal }, [name]) => {
    await server.post('/api/breakers/reset', { name })
    terminal.answer({
      json: { name, state: 'closed' },
      plain: plainRows([[name!, 'closed']]),
      human: 'Closed.',
    })
  })
}
