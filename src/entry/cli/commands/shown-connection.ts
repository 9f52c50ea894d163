import type { Terminal } from '../terminal.ts'
import { relative, utc } from '../moments.ts'
import type { Got } from '../server.ts'
import type { Cells, Column } from '../table.ts'

export type Connection = Got<'/api/connections/{id}'>

export function connectionColumns(paint: Terminal['paint']): Column[] {
  const byStatus: Record<string, (text: string) => string> = {
    active: paint.green,
    needs_reauth: paint.red,
    pending: paint.yellow,
  }
  const status = (text: string) => (byStatus[text] ?? paint.dim)(text)
  return [
    { title: 'ID', isWhole: true },
    { title: 'PROVIDER' },
    { title: 'STATUS', isWhole: true, paint: status },
    { title: 'USER' },
    { title: 'TOKEN ENDS' },
  ]
}

export const connectionCells = (row: Connection, now: Date): Cells => [
  row.id,
  row.provider,
  row.status,
  row.userId,
  row.expiresAt === null ? 'never' : relative(row.expiresAt, now),
]

/** For --plain: columns are only ever added at the end. */
export const connectionRow = (row: Connection): Cells => [
  row.id,
  row.provider,
  row.status,
  row.userId,
  row.expiresAt === null ? '' : utc(row.expiresAt),
  row.label ?? '',
]

/** One connection, name by name; moments as `moment` writes them. */
export function connectionPairs(
  row: Connection,
  moment: (text: string) => string,
): [name: string, value: string][] {
  const orDash = (text: string | null) => (text === null ? '-' : moment(text))
  const pairs: [string, string | null][] = [
    ['id', row.id],
    ['provider', row.provider],
    ['user', row.userId],
    ['account', row.label ?? row.providerAccount],
    ['status', row.status],
    ['reason', row.reasonText],
    ['scopes', row.scopes.join(' ') || '-'],
    ['not granted', row.missingScopes.join(' ') || null],
    ['connected', orDash(row.connectedAt)],
    ['refreshed', orDash(row.refreshedAt)],
    ['token ends', row.expiresAt === null ? 'never' : moment(row.expiresAt)],
    ['next refresh', orDash(row.nextAttemptAt)],
    [
      'last failure',
      row.lastFailure && `${moment(row.lastFailure.at)}: ${row.lastFailure.text} (${row.failures} in a row)`,
    ],
    ['last used', row.lastUsedAt && `${moment(row.lastUsedAt)} by ${row.lastUsedBy ?? 'somebody'}`],
  ]
  return pairs.filter((pair): pair is [string, string] => pair[1] !== null)
}
