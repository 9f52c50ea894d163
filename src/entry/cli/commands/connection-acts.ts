import type { Command } from 'commander'
import { actOnServer, type Cli, type ServerContext, examples } from '../command.ts'
import { invocation } from '../invocation.ts'
import { confirmed } from '../confirm.ts'
import { relative, utc } from '../moments.ts'
import { firstRows, moreWords, rowLimit } from '../pages.ts'
import type { Answer, Got } from '../server.ts'
import { details, plainRows, table } from '../table.ts'
import { printLink } from './connect.ts'
import { type Connection, connectionPairs } from './shown-connection.ts'

/** What is done with one connection. */
export function addConnectionActs(connections: Command, cli: Cli): void {
  const add = (name: string, about: string) =>
    connections.command(name).argument('<id>', 'id of a connection').description(about)
  addShow(add('show', 'Show one connection and why it is in its state.'), cli)
  addTimeline(add('timeline', 'What happened to a connection, newest first.'), cli)
  addRefresh(add('refresh', 'Refresh its token now.'), cli)
  addReconnect(add('reconnect', 'Print a link that connects it again; its id stays the same.'), cli)
  addDelete(add('delete', 'Revoke it at the provider, then delete it.'), cli)
}

function addShow(command: Command, cli: Cli): void {
  examples(command, [['connections show 01890a5d-…', 'state, scopes, expiry, last use']])
  actOnServer(cli, command, async (context, [id]) => {
    const connection = await context.server.get('/api/connections/{id}', { path: { id: id! } })
    answerConnection(context, connection)
  })
}

function answerConnection({ terminal }: ServerContext, connection: Connection): void {
  const now = new Date()
  terminal.answer({
    json: { connection },
    plain: plainRows(connectionPairs(connection, utc)),
    human: details(
      connectionPairs(connection, (moment) => relative(moment, now)),
      terminal.paint.dim,
    ),
  })
  if (connection.status === 'needs_reauth')
    terminal.say(`Its owner connects it again with: ${invocation} connections reconnect ${connection.id}`)
}

function addTimeline(command: Command, cli: Cli): void {
  command.option('--limit <n>', 'at most this many, 1 to 10000', rowLimit, 50)
  examples(command, [
    ['connections timeline 01890a5d-…', 'the last 50 entries'],
    ['connections timeline 01890a5d-… --json', 'for scripts'],
  ])
  actOnServer<{ limit: number }>(cli, command, async ({ server, terminal }, [id], { limit }) => {
    const { rows, hasMore } = await firstRows('entries', limit, (query) =>
      server.get('/api/connections/{id}/timeline', { path: { id: id! }, query }),
    )
    const now = new Date()
    const columns = [{ title: 'WHEN', isWhole: true }, { title: 'WHO' }, { title: 'WHAT' }]
    const cells = rows.map((row) => [relative(row.at, now), row.actorName ?? row.actorKind, wordsOf(row)])
    terminal.answer({
      json: { entries: rows, hasMore },
      plain: plainRows(
        rows.map((row) => [
          utc(row.at),
          row.action,
          row.outcome,
          row.actorName ?? row.actorKind,
          String(row.count),
        ]),
      ),
      human: table(columns, cells, terminal.width, terminal.paint.dim),
    })
    if (hasMore) terminal.say(moreWords(limit))
  })
}

type Entry = Got<'/api/connections/{id}/timeline'>['entries'][number]

const wordsOf = ({ text, outcome, count }: Entry): string =>
  `${text.replace(/\.$/, '')}${outcome === 'ok' ? '' : ` (${outcome})`}${count > 1 ? `, ${count} times` : ''}`

function addRefresh(command: Command, cli: Cli): void {
  examples(command, [['connections refresh 01890a5d-…', 'ask the provider now, whatever is left']])
  actOnServer(cli, command, async (context, [id]) => {
    const connection = await context.server.post('/api/connections/{id}/refresh', { path: { id: id! } })
    answerConnection(context, connection)
  })
}

function addReconnect(command: Command, cli: Cli): void {
  examples(command, [['connections reconnect 01890a5d-…', 'send its owner there']])
  actOnServer(cli, command, async (context, [id]) => {
    await printLink(context, { connectionId: id }, `${invocation} connections show ${id}`)
  })
}

type Revocation = Answer<'delete', '/api/connections/{id}'>['revocation']

const revocationTexts: Record<Revocation, string> = {
  revoked: 'The provider has revoked it.',
  pending: 'It is revoked at the provider as soon as that answers.',
  failed: 'The provider did not revoke it; its owner can do so there.',
  shared: 'Not revoked at the provider: another connection uses the same grant.',
  none: 'The provider has no way to revoke it from here.',
}

function addDelete(command: Command, cli: Cli): void {
  command.option('-y, --yes', 'do not ask')
  examples(command, [
    ['connections delete 01890a5d-…', 'asks first'],
    ['connections delete 01890a5d-… --yes', 'for scripts'],
  ])
  actOnServer<{ yes?: boolean }>(cli, command, async (context, [id], { yes }) => {
    const { server, terminal } = context
    await confirmed(context, {
      question: `Delete connection ${id}? Its token ends, here and at the provider.`,
      yes,
    })
    const deleted = await server.remove('/api/connections/{id}', { path: { id: id! } })
    const words = `Deleted. ${revocationTexts[deleted.revocation] ?? deleted.revocation}`
    terminal.answer({
      json: { ...deleted },
      plain: plainRows([[deleted.id, deleted.revocation, deleted.reason ?? '']]),
      human: words,
    })
  })
}
