import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { invocation } from '../invocation.ts'
import { relative, utc } from '../moments.ts'
import { firstRows, moreWords, rowLimit } from '../pages.ts'
import type { Got } from '../server.ts'
import { type Cells, plainRows, table } from '../table.ts'

type Standing = Got<'/api/anomalies'>['standings'][number]
type Finding = Got<'/api/anomalies'>['findings'][number]

export function addAnomalies(program: Command, cli: Cli): void {
  const anomalies = program
    .command('anomalies')
    .description('Keys and networks that are used in a way that is odd, and what was done about it.')
  examples(anomalies, [
    ['anomalies list', 'who scores now, and what was found'],
    ['anomalies clear 01890a5d-…', 'forget it all; a suspended key serves again'],
  ])
  addList(anomalies.command('list'), cli)
  addClear(anomalies.command('clear'), cli)
}

function addList(command: Command, cli: Cli): void {
  command
    .description('Who scores now, and each decision with its rule, newest first.')
    .option('--principal <id>', 'of one key or network only')
    .option('--limit <n>', 'at most this many decisions, 1 to 10000', rowLimit, 20)
  examples(command, [
    ['anomalies list', 'the newest 20'],
    ['anomalies list --principal 203.0.113.0/24', 'of one network'],
  ])
  actOnServer<{ principal?: string; limit: number }>(cli, command, list)
}

const done: Record<Finding['action'], string> = {
  annotate: 'noted',
  slow: 'slowed',
  refuse: 'refused',
  suspend: 'suspended',
}

async function list(
  { server, terminal }: ServerContext,
  _operands: readonly string[],
  { principal, limit }: { principal?: string; limit: number },
): Promise<void> {
  const [{ standings: all }, { rows, hasMore }] = await Promise.all([
    server.get('/api/anomalies', { query: { limit: 1 } }),
    firstRows('findings', limit, (wish) => server.get('/api/anomalies', { query: { principal, ...wish } })),
  ])
  const standings = all.filter((each) => principal === undefined || each.principal === principal)
  const now = new Date()
  const human = [
    standings.length > 0 &&
      table(
        standingColumns,
        standings.map((row) => cellsOfStanding(row, now)),
        terminal.width,
        terminal.paint.dim,
      ),
    rows.length > 0 &&
      table(
        findingColumns,
        rows.map((row) => cellsOfFinding(row, now)),
        terminal.width,
        terminal.paint.dim,
      ),
  ]
  terminal.answer({
    json: { standings, findings: rows, hasMore },
    plain: plainRows(rows.map(rowOf)),
    human: human.filter((text) => text !== false).join('\n\n'),
  })
  if (hasMore) terminal.say(moreWords(limit))
  if (rows.length === 0 && standings.length === 0) terminal.say('Nothing odd was found.')
  else if (standings.some(({ suspendedAt }) => suspendedAt !== null))
    terminal.say(`A suspended key serves again after: ${invocation} anomalies clear <its id>`)
}

const standingColumns = [
  { title: 'KEY OR NETWORK', isWhole: true },
  { title: 'NAME' },
  { title: 'SCORE' },
  { title: 'STATE' },
  { title: 'RULES' },
]

const cellsOfStanding = ({ principal, name, score, rules, suspendedAt }: Standing, now: Date): Cells => [
  principal,
  name ?? '',
  String(score),
  suspendedAt === null ? '' : `suspended ${relative(suspendedAt, now)}`,
  rules.join(' '),
]

const findingColumns = [
  { title: 'WHEN', isWhole: true },
  { title: 'KEY OR NETWORK', isWhole: true },
  { title: 'SCORE' },
  { title: 'DONE', isWhole: true },
  { title: 'WHY' },
]

const cellsOfFinding = ({ at, principal, score, action, text }: Finding, now: Date): Cells => [
  relative(at, now),
  principal,
  String(score),
  done[action],
  text,
]

/** For --plain: columns are only ever added at the end. */
const rowOf = ({ at, principal, name, rule, text, score, action }: Finding): Cells => [
  utc(at),
  principal,
  name ?? '',
  rule,
  String(score),
  done[action],
  text,
]

function addClear(command: Command, cli: Cli): void {
  command
    .argument('<principal>', 'id of a key, or a network, as `anomalies list` shows it')
    .description('Forget all that was found of a key or a network. A suspended key serves again.')
  examples(command, [
    ['anomalies clear 01890a5d-…', 'a key'],
    ['anomalies clear 203.0.113.0/24', 'a network'],
  ])
  actOnServer(cli, command, async ({ server, terminal }, [principal]) => {
    const { resumed } = await server.post('/api/anomalies/clear', { body: { principal: principal! } })
    terminal.answer({
      json: { principal, resumed },
      plain: plainRows([[principal!, resumed ? 'resumed' : 'cleared']]),
      human: resumed ? 'Cleared; the key serves again.' : 'Cleared.',
    })
  })
}
