import { byteas } from '../../../kit/sql-array.ts'
import type { World } from '../../../kit/world.ts'

export interface Devices {
  /** The one that has any of these hashes. */
  id: string | null
  /** How many the person has. */
  count: number
}

export async function lookForDevice(
  { sql }: World,
  accountId: string,
  hashes: readonly Uint8Array[],
): Promise<Devices> {
  const [row] = await sql<{ id: string | null; count: number }>`
    select (array_agg(id) filter (where hash = any (${byteas(hashes)}::bytea[])))[1] as id, count(*)::int as count
    from person_device where account_id = ${accountId}`
  return row!
}

export const insertDevice = ({ sql, now }: World, accountId: string, id: string, hash: Uint8Array) => sql`
  insert into person_device (account_id, id, hash, first_seen_at, last_seen_at)
  values (${accountId}, ${id}, ${hash}, ${now()}, ${now()})`

/** @returns false when it is none of the person's any more */
export async function touchDevice({ sql, now }: World, accountId: string, id: string): Promise<boolean> {
  const rows = await sql`
    update person_device set last_seen_at = ${now()} where account_id = ${accountId} and id = ${id} returning id`
  return rows.length === 1
}

/** Those that were not seen for longest, beyond the most that are kept. */
export const dropOldDevices = ({ sql }: World, accountId: string, most: number) => sql`
  delete from person_device where account_id = ${accountId} and id in (
    select id from person_device where account_id = ${accountId} order by last_seen_at desc, id desc offset ${most} limit 1000)`
