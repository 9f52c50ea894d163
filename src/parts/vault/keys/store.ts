import { bigints, byteas, uuids } from '../../../kit/sql-array.ts'
import type { SealedColumn } from '../../../kit/part.ts'
import type { World } from '../../../kit/world.ts'
import { u32 } from '../format.ts'

// Everything here runs as keyhold_jobs: keys belong to the deployment, and re-sealing passes over all accounts.

export interface StoredKey {
  id: number
  purpose: string
  state: 'primary' | 'open' | 'retired'
  createdAt: Date
  retiredAt: Date | null
}

export const listKeys = ({ sql }: World) => sql<StoredKey>`
  select id, purpose, state, created_at as "createdAt", retired_at as "retiredAt" from encryption_keys order by id limit 1000`

export interface RotationRow {
  fromKey: number
  toKey: number
  cause: 'asked' | 'age'
  startedAt: Date
  rowsAtStart: number
  resealed: number
  unreadable: number
  workedAt: Date | null
}

export const listRotations = ({ sql }: World) => sql<RotationRow>`
  select from_key as "fromKey", to_key as "toKey", cause, started_at as "startedAt", rows_at_start as "rowsAtStart", resealed,
    unreadable, worked_at as "workedAt"
  from key_rotation order by from_key limit 1000`

/** Of two who rotate at once one gets the key. */
export const replacePrimary = ({ sql }: World, oldId: number) => sql<{ id: number }>`
  update encryption_keys set state = 'open' where id = ${oldId} and purpose = 'seal' and state = 'primary' returning id`

export interface WrappedKey {
  wrapped: Buffer
  wrappedPrevious: Buffer | null
}

export const addPrimary = ({ sql, now }: World, id: number, { wrapped, wrappedPrevious }: WrappedKey) => sql`
  insert into encryption_keys (id, purpose, state, wrapped, wrapped_previous, superseded_at, created_at)
  values (${id}, 'seal', 'primary', ${wrapped}, ${wrappedPrevious}, ${wrappedPrevious && now()}, ${now()})`

/** Where the old record still stands. */
export const rewrapKey = ({ sql, now }: World, id: number, before: Buffer, wrapped: Buffer) => sql<{
  id: number
}>`
  update encryption_keys set wrapped = ${wrapped}, wrapped_previous = ${before}, superseded_at = ${now()}
  where id = ${id} and wrapped = ${before} returning id`

export const forgetSuperseded = ({ sql }: World, before: Date) => sql<{ id: number }>`
  update encryption_keys set wrapped_previous = null, superseded_at = null where superseded_at <= ${before} returning id`

export const addRotation = (
  { sql, now }: World,
  rotation: Pick<RotationRow, 'fromKey' | 'toKey' | 'cause' | 'rowsAtStart'>,
) => sql`
  insert into key_rotation (from_key, to_key, cause, started_at, rows_at_start)
  values (${rotation.fromKey}, ${rotation.toKey}, ${rotation.cause}, ${now()}, ${rotation.rowsAtStart})
  on conflict (from_key) do nothing`

const turnSeconds = 10

/** Whose turn it is to re-seal: only so that two do not do the same work. */
export const takeTurn = ({ sql }: World, fromKey: number, worker: string) => sql`
  update key_rotation set worker = ${worker}, turn_until = clock_timestamp() + make_interval(secs => ${turnSeconds})
  where from_key = ${fromKey} and (worker is null or worker = ${worker} or turn_until < clock_timestamp())
  returning from_key`

export const countResealed = ({ sql, now }: World, fromKey: number, rows: number) => sql`
  update key_rotation set resealed = resealed + ${rows}, worked_at = ${now()} where from_key = ${fromKey}`

export const noteUnreadable = ({ sql }: World, fromKey: number, rows: number) => sql`
  update key_rotation set unreadable = ${rows} where from_key = ${fromKey}`

export const retireKey = ({ sql, now }: World, id: number) => sql<{ id: number }>`
  update encryption_keys set state = 'retired', retired_at = ${now()} where id = ${id} and state = 'open' returning id`

/** Rows have turned up under it: it is re-sealed from once more. */
export const reopenKey = ({ sql }: World, id: number) => sql`
  update encryption_keys set state = 'open', retired_at = null where id = ${id} and state = 'retired'`

export const deleteKey = ({ sql }: World, id: number) => sql<{ id: number }>`
  delete from encryption_keys where id = ${id} and state = 'retired' returning id`

export const homeOf = async ({ sql }: World): Promise<{ deploymentId: string; accountId: string }> => {
  const [row] = await sql<{ deploymentId: string; accountId: string }>`
    select id as "deploymentId", home_account_id as "accountId" from deployment limit 1`
  return row!
}

/** A place in the order of a column's rows. */
export interface Cursor {
  rowId: string
  generation: number
}

export interface PageRow extends Cursor {
  accountId: string
  subjectId: string
  isAskedFor: boolean
  /** Of those asked for alone. */
  sealed: Buffer | null
  salt: Buffer | null
}

const generationOf = ({ generation }: SealedColumn): string =>
  typeof generation === 'number' ? String(generation) : `t.${generation}`

export const nextRows = (
  { sql }: World,
  column: SealedColumn,
  keys: readonly number[],
  after: Cursor,
  limit: number,
) => sql<PageRow>`
  select account_id as "accountId", subject_id as "subjectId", row_id as "rowId", generation, sealed, salt, is_asked_for as "isAskedFor"
  from sealed_page(${column.sqlTable}, ${column.sqlColumn}, ${column.rowId}, ${generationOf(column)}, ${byteas(keys.map(u32))},
    ${after.rowId}, ${after.generation}, ${limit}) limit ${limit}`

export interface Resealed extends Cursor {
  old: Buffer
  new: Buffer
}

/** Where the old record still stands. @returns how many were replaced */
export const replaceSealed = async (
  { sql }: World,
  column: SealedColumn,
  rows: readonly Resealed[],
): Promise<number> => {
  const [done] = await sql<{ rows: number }>`
    select reseal(${column.sqlTable}, ${column.sqlColumn}, ${column.rowId}, ${generationOf(column)},
      ${uuids(rows.map(({ rowId }) => rowId))}, ${bigints(rows.map(({ generation }) => generation))},
      ${byteas(rows.map((row) => row.old))}, ${byteas(rows.map((row) => row.new))}) as rows`
  return done!.rows
}

const countsIn = ({ sql }: World, { sqlTable, sqlColumn }: SealedColumn) => sql<{
  key: Buffer
  rows: number
}>`
  select key, rows from sealed_counts(${sqlTable}, ${sqlColumn}) limit 10000`

/** How many records are sealed under each key, of all columns. */
export async function countSealed(
  world: World,
  columns: readonly SealedColumn[],
): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  for (const column of columns)
    for (const { key, rows } of await countsIn(world, column)) {
      const id = key.readUInt32BE(0)
      counts.set(id, (counts.get(id) ?? 0) + rows)
    }
  return counts
}
