import type { Command } from 'commander'
import { actOnServer, type Cli, type ServerContext, examples } from '../command.ts'
import { invocation } from '../invocation.ts'
import { relative, utc } from '../moments.ts'
import { firstRows, moreWords, rowLimit } from '../pages.ts'
import type { Got } from '../server.ts'
import { type Cells, type Column, plainRows, table } from '../table.ts'

type Key = Got<'/api/keys'>['keys'][number]

export function addKeyList(command: Command, cli: Cli): void {
  command
    .description('List API keys, newest first. The keys themselves are not kept and cannot be shown.')
    .option('--limit <n>', 'at most this many, 1 to 10000', rowLimit, 50)
  examples(command, [
    ['keys list', 'all, newest first'],
    ['keys list --plain', 'one line a key, for awk and cut'],
  ])
  actOnServer<{ limit: number }>(cli, command, (context, _operands, { limit }) => list(context, limit))
}

async function list({ server, terminal }: ServerContext, limit: number): Promise<void> {
  const { rows, hasMore } = await firstRows('keys', limit, (query) => server.get('/api/keys', { query }))
  const now = new Date()
  const cells = rows.map((key) => cellsOf(key, now))
  terminal.answer({
    json: { keys: rows, hasMore },
    plain: plainRows(rows.map((key) => rowOf(key, now))),
    human: rows.length === 0 ? '' : table(columns, cells, terminal.width, terminal.paint.dim),
  })
  if (hasMore) terminal.say(moreWords(limit))
  if (rows.length === 0) terminal.say(`There is no key yet. Make one: ${invocation} ${firstKey}`)
}

const firstKey = 'keys create --name web --scope connections:token'

const columns: readonly Column[] = [
  { title: 'ID', isWhole: true },
  { title: 'NAME' },
  { title: 'STATE' },
  { title: 'LAST USED' },
  { title: 'SCOPES' },
]

const cellsOf = (key: Key, now: Date): Cells => [
  key.id,
  key.name,
  stateOf(key, now),
  key.lastUsedAt === null ? 'never' : relative(key.lastUsedAt, now),
  // Most scopes are of connections: that goes without saying.
  key.scopes.map((scope) => scope.replace('connections:', '')).join(' '),
]

/** For --plain: columns are only ever added at the end. */
const rowOf = (key: Key, now: Date): Cells => [
  key.id,
  key.name,
  stateOf(key, now),
  key.obfuscated,
  key.scopes.join(' '),
  key.userId ?? '',
  ...[key.createdAt, key.expiresAt, key.lastUsedAt, key.revokedAt, key.suspendedAt].map((at) =>
    at === null ? '' : utc(at),
  ),
]

function stateOf(key: Key, now: Date): 'active' | 'revoked' | 'suspended' | 'expired' {
  if (key.revokedAt !== null) return 'revoked'
  if (key.suspendedAt !== null) return 'suspended'
  return key.expiresAt !== null && Date.parse(key.expiresAt) <= now.getTime() ? 'expired' : 'active'
}
