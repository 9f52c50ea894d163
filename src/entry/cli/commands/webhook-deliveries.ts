import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { relative, utc } from '../moments.ts'
import { firstRows, moreWords, rowLimit } from '../pages.ts'
import type { Answer } from '../server.ts'
import { type Cells, plainRows, table } from '../table.ts'
import { usageTrouble } from '../trouble.ts'

type Delivery = Answer<'post', '/api/webhooks/endpoints/{id}/tests'>

/** What is sent to an endpoint. */
export function addDeliveries(endpoints: Command, cli: Cli): void {
  const add = (name: string, about: string) =>
    endpoints.command(name).argument('<id>', 'id of an endpoint').description(about)
  addList(add('deliveries', 'What was and is to be sent to an endpoint, newest first.'), cli)
  addTest(add('test', 'Send a test event.'), cli)
  addResend(add('resend', 'Send one event again, under its own id.'), cli)
  addReplay(add('replay', 'Send everything since a moment again.'), cli)
}

function addList(command: Command, cli: Cli): void {
  command
    .option('--state <state>', 'pending, delivered or failed only')
    .option('--limit <n>', 'at most this many, 1 to 10000', rowLimit, 50)
  examples(command, [
    ['webhooks endpoints deliveries 01890a5d-…', 'the newest 50'],
    ['webhooks endpoints deliveries 01890a5d-… --state failed', 'what never came'],
  ])
  actOnServer<{ state?: Delivery['state']; limit: number }>(
    cli,
    command,
    async (context, [id], { state, limit }) => {
      const { rows, hasMore } = await firstRows('deliveries', limit, (wish) =>
        context.server.get('/api/webhooks/endpoints/{id}/deliveries', {
          path: { id: id! },
          query: { state, ...wish },
        }),
      )
      answerDeliveries(context, rows, { deliveries: rows, hasMore })
      if (hasMore) context.terminal.say(moreWords(limit))
      if (rows.length === 0) context.terminal.say('Nothing was sent there yet.')
    },
  )
}

const columns = [
  { title: 'EVENT', isWhole: true },
  { title: 'TYPE', isWhole: true },
  { title: 'WHEN', isWhole: true },
  { title: 'STATE', isWhole: true },
  { title: 'WHAT' },
]

function answerDeliveries({ terminal }: ServerContext, rows: readonly Delivery[], value: object): void {
  const now = new Date()
  const cells = rows.map((row) => [
    row.id,
    row.type.replace('connection.', ''),
    relative(row.at, now),
    row.state,
    whatOf(row, now),
  ])
  terminal.answer({
    json: { ...value },
    plain: plainRows(rows.map(rowOf)),
    human: rows.length === 0 ? '' : table(columns, cells, terminal.width, terminal.paint.dim),
  })
}

/** For --plain: columns are only ever added at the end. */
const rowOf = (row: Delivery): Cells => [
  row.id,
  row.type,
  utc(row.at),
  row.state,
  String(row.attempts),
  row.lastStatus === null ? '' : String(row.lastStatus),
  row.lastReason ?? '',
  row.nextAttemptAt === null ? '' : utc(row.nextAttemptAt),
]

function whatOf({ state, attempts, lastStatus, lastReason, nextAttemptAt }: Delivery, now: Date): string {
  if (state === 'delivered') return `${lastStatus} after ${attempts}`
  if (attempts === 0) return 'not tried yet'
  const last = `${attempts} tried, ${lastReason}${lastStatus === null ? '' : ` ${lastStatus}`}`
  return nextAttemptAt === null ? last : `${last}; again ${relative(nextAttemptAt, now)}`
}

function addTest(command: Command, cli: Cli): void {
  examples(command, [['webhooks endpoints test 01890a5d-…', 'does it arrive?']])
  actOnServer(cli, command, async (context, [id]) => {
    const sent = await context.server.post('/api/webhooks/endpoints/{id}/tests', {
      path: { id: id! },
      body: {},
    })
    answerDeliveries(context, [sent], sent)
  })
}

function addResend(command: Command, cli: Cli): void {
  command.argument('<event>', 'id of an event, as `deliveries` shows it')
  examples(command, [['webhooks endpoints resend 01890a5d-… 01890a60-…', 'once more, at once']])
  actOnServer(cli, command, async (context, [id, event]) => {
    const sent = await context.server.post('/api/webhooks/endpoints/{id}/deliveries/{eventId}/attempts', {
      path: { id: id!, eventId: event! },
      body: {},
    })
    answerDeliveries(context, [sent], sent)
  })
}

type Replayed = Answer<'post', '/api/webhooks/endpoints/{id}/replays'>

function addReplay(command: Command, cli: Cli): void {
  command.requiredOption('--since <moment>', 'such as 2026-01-01T00:00:00Z; as far back as the log goes')
  examples(command, [['webhooks endpoints replay 01890a5d-… --since 2026-01-01', 'all since that day']])
  actOnServer<{ since: string }>(cli, command, async ({ server, terminal }, [id], { since }) => {
    if (Number.isNaN(Date.parse(since)))
      throw usageTrouble(`"${since}" is no moment.`, 'Write it like 2026-01-01T00:00:00Z.')
    let from: string | null = new Date(since).toISOString()
    let due = 0
    while (from !== null) {
      const replayed: Replayed = await server.post('/api/webhooks/endpoints/{id}/replays', {
        path: { id: id! },
        body: { since: from },
      })
      due += replayed.due
      from = replayed.continuesAt === from ? null : replayed.continuesAt
    }
    terminal.answer({
      json: { id, due },
      plain: plainRows([[id!, String(due)]]),
      human: `${due} events are sent again.`,
    })
  })
}
