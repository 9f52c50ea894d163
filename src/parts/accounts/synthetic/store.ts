import type { World } from '../../../kit/world.ts'

export interface Announced {
  accountId: string
  id: string
  runId: string
  mac: Buffer
}

/**
 * Writes down whom a run is about to make up, unless as many were within the time.
 * @returns false when there were
 */
export async function putSynthetic(
  { sql, now }: World,
  { accountId, id, runId, mac }: Announced,
  { most, since }: { most: number; since: Date },
): Promise<boolean> {
  const rows = await sql`
    insert into synthetic_person (account_id, id, run_id, mac, announced_at)
    select ${accountId}, ${id}, ${runId}, ${mac}::bytea, ${now()}::timestamptz
    where (select count(*) from synthetic_person s where s.account_id = ${accountId} and s.announced_at > ${since}) < ${most}
    returning id`
  return rows.length === 1
}

/** When those of the account were announced since then, oldest first. */
export async function announcedSince({ sql }: World, accountId: string, since: Date): Promise<Date[]> {
  const rows = await sql<{ at: Date }>`
    select announced_at as at from synthetic_person where account_id = ${accountId} and announced_at > ${since}
    order by announced_at limit 1000`
  return rows.map(({ at }) => at)
}

/** In the transaction that makes the person. @returns whether a run had announced it */
export async function linkSynthetic(
  { sql }: World,
  macs: Buffer,
  personId: string,
  logAccount: string,
): Promise<boolean> {
  const [row] = await sql<{ isLinked: boolean }>`
    select synthetic_link(${macs}::bytea[], ${personId}, ${logAccount}) as "isLinked"`
  return row!.isLinked
}

export interface Synthetic {
  accountId: string
  id: string
  runId: string
  /** Null: nobody signed up by that address yet. */
  personId: string | null
  announcedAt: Date
}

/** Whom a run made up and who is not erased yet. */
export const syntheticOf = ({ sql }: World, accountId: string, runId: string) => sql<Synthetic>`
  select account_id as "accountId", id, run_id as "runId", person_id as "personId", announced_at as "announcedAt"
  from synthetic_person where account_id = ${accountId} and run_id = ${runId} and ended_at is null
  order by announced_at limit 100`

/** Whose address that is; undefined where this run announced none such, or nobody signed up by it. */
export async function syntheticBy(
  { sql }: World,
  accountId: string,
  runId: string,
  macs: Buffer,
): Promise<string | undefined> {
  const [row] = await sql<{ personId: string | null }>`
    select person_id as "personId" from synthetic_person
    where account_id = ${accountId} and run_id = ${runId} and mac = any (${macs}::bytea[]) limit 1`
  return row?.personId ?? undefined
}

export const endSynthetic = ({ sql, now }: World, { accountId, id }: Synthetic) => sql`
  update synthetic_person set ended_at = ${now()} where account_id = ${accountId} and id = ${id} and ended_at is null`

/** A job's query. */
export const openSynthetic = ({ sql }: World, limit: number) => sql<Synthetic>`
  select account_id as "accountId", id, run_id as "runId", person_id as "personId", announced_at as "announcedAt"
  from synthetic_person where ended_at is null order by announced_at limit ${limit}`

/** A job's. @returns how many */
export async function pruneSynthetic({ sql }: World, before: Date, limit: number): Promise<number> {
  const rows = await sql`
    delete from synthetic_person where (account_id, id) in
      (select account_id, id from synthetic_person where ended_at < ${before} order by ended_at limit ${limit})
    returning id`
  return rows.length
}

/** From now on it is due to be erased, and no grace is left. */
export const dueAtOnce = ({ sql, now }: World, personId: string) => sql`
  update person set erase_at = ${now()} where account_id = ${personId}`
