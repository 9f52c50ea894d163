import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../command.ts'
import { relative, utc } from '../moments.ts'
import { plainRows, table } from '../table.ts'
import { wholeNumber } from '../whole-number.ts'

export function addBreakers(program: Command, cli: Cli): void {
  const breakers = program
    .command('breakers')
    .description('Breakers of the providers: open while one is away, so that nobody waits for it.')
  examples(breakers, [
    ['breakers', 'all that ever counted a failure'],
    ['breakers open sandbox/api', 'stop calls of its API for an hour'],
    ['breakers reset sandbox/refresh', 'close one by hand: the next call goes out'],
  ])
  actOnServer(cli, breakers, async ({ server, terminal }) => {
    const { breakers: rows } = await server.get('/api/breakers')
    const now = new Date()
    const cells = (when: (at: string) => string) =>
      rows.map(({ name, state, failures, openUntil, isForced, trips }) => [
        name,
        isForced ? `${state} by hand` : state,
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
  addOpen(breakers.command('open'), cli)
  addReset(breakers.command('reset'), cli)
}

const nameWords = '<provider>/refresh, <provider>/exchange or <provider>/api'

function addOpen(command: Command, cli: Cli): void {
  command
    .argument('<name>', nameWords)
    .option('--seconds <number>', 'for how long', wholeNumber(1, 604_800), 3600)
    .description('Stop a class of calls to a provider by hand, for a time.')
  examples(command, [
    ['breakers open sandbox/api', 'no call of its API for an hour'],
    ['breakers open sandbox/refresh --seconds 600', 'no refresh for 10 minutes; tokens that last are read'],
  ])
  actOnServer<{ seconds: number }>(cli, command, async ({ server, terminal }, [name], { seconds }) => {
    const { openUntil } = await server.post('/api/breakers/open', { body: { name: name!, seconds } })
    terminal.answer({
      json: { name, state: 'open', openUntil },
      plain: plainRows([[name!, 'open', utc(openUntil)]]),
      human: `Open, next try ${relative(openUntil, new Date())}.`,
    })
  })
}

function addReset(command: Command, cli: Cli): void {
  command.argument('<name>', nameWords).description('Close a breaker by hand.')
  examples(command, [['breakers reset sandbox/api', 'the next call goes out']])
  actOnServer(cli, command, async ({ server, terminal }, [name]) => {
    await server.post('/api/breakers/reset', { body: { name: name! } })
    terminal.answer({
      json: { name, state: 'closed' },
      plain: plainRows([[name!, 'closed']]),
      human: 'Closed.',
    })
  })
}
