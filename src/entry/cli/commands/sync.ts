import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { invocation } from '../invocation.ts'
import { relative, utc } from '../moments.ts'
import type { Got } from '../server.ts'
import { plainRows, table } from '../table.ts'

type Sync = Got<'/api/syncs'>['syncs'][number]

const lookEveryMilliseconds = 1_000
const shown = 10

/** What connections unlock: how fresh it is, and fetching it now. */
export function addSync(program: Command, cli: Cli): void {
  const command = program
    .command('sync')
    .argument('[id]', 'id of a connection; without it the newest syncs of all are listed')
    .option('--now', 'ask for a sync and follow it to its end')
    .description('Show when the data of connections was fetched, or fetch it now.')
  examples(command, [
    ['sync', 'the newest syncs of all connections'],
    ['sync 01890a5d-…', 'the history of one'],
    ['sync 01890a5d-… --now', 'fetch now and wait; for cron, with --json'],
  ])
  actOnServer<{ now?: boolean }>(cli, command, async (context, [id], { now }) => {
    if (id === undefined) return listAll(context)
    if (now === true) await followed(context, id)
    answerSyncs(context, (await syncsOf(context, id)).syncs)
  })
}

async function listAll(context: ServerContext): Promise<void> {
  const { syncs } = await context.server.get('/api/syncs', { query: { limit: shown * 2 } })
  answerSyncs(context, syncs)
  if (syncs.length === 0)
    context.terminal.say(`Nothing was fetched yet. Connect an account with: ${invocation} connect <provider>`)
}

const syncsOf = ({ server }: ServerContext, id: string) =>
  server.get('/api/connections/{id}/syncs', { path: { id }, query: { limit: shown } })

/** Until the sync that was asked for has ended, or has to wait for the provider's limit. */
async function followed(context: ServerContext, id: string): Promise<void> {
  const { server, terminal } = context
  const before = (await syncsOf(context, id)).syncs[0]
  await server.post('/api/connections/{id}/sync', { path: { id }, body: {} })
  for (;;) {
    const [newest] = (await syncsOf(context, id)).syncs
    const isOurs = newest !== undefined && (newest.id !== before?.id || newest.state !== before.state)
    if (newest && isOurs && newest.state !== 'running') return
    if (newest && isOurs) terminal.say(`${newest.seen} items seen in ${newest.calls} calls …`)
    await new Promise((resolve) => setTimeout(resolve, lookEveryMilliseconds))
  }
}

function answerSyncs({ terminal }: ServerContext, syncs: readonly Sync[]): void {
  const now = new Date()
  const columns = [
    { title: 'BEGAN', isWhole: true },
    { title: 'CONNECTION', isWhole: true },
    { title: 'WHY', isWhole: true },
    { title: 'STATE', isWhole: true },
    { title: 'WHAT' },
  ]
  terminal.answer({
    json: { syncs },
    plain: plainRows(
      syncs.map((sync) => [
        utc(sync.startedAt),
        sync.connectionId,
        sync.cause,
        sync.state,
        String(sync.calls),
        String(sync.added),
        String(sync.changed),
        String(sync.removed),
        sync.code ?? '',
      ]),
    ),
    human: table(
      columns,
      syncs.map((sync) => [
        relative(sync.startedAt, now),
        sync.connectionId,
        sync.cause,
        sync.state,
        whatOf(sync, now),
      ]),
      terminal.width,
      terminal.paint.dim,
    ),
  })
}

function whatOf({ calls, added, changed, removed, code, resumesAt }: Sync, now: Date): string {
  const counts = `${calls} calls, ${added} new, ${changed} changed, ${removed} gone`
  if (resumesAt !== null) return `${counts}; waits (${code ?? 'limit'}), goes on ${relative(resumesAt, now)}`
  return code === null ? counts : `${counts}; ${code}`
}
