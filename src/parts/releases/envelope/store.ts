import type { World } from '../../../kit/world.ts'

/** One thing that a CI sends. */
export interface Ingest {
  accountId: string
  /** Which check it is for, such as `flaky`, or of which ids, such as `pull-request x-github-delivery`. */
  kind: string
  hash: Buffer
}

/** @returns false when it was taken before */
export async function claimIngest({ sql, now }: World, { accountId, kind, hash }: Ingest): Promise<boolean> {
  const rows = await sql`
    insert into release_ingest (account_id, kind, hash, answer, received_at)
    values (${accountId}, ${kind}, ${hash}, '{}', ${now()})
    on conflict do nothing returning kind`
  return rows.length === 1
}

export async function findIngest<Answer>({ sql }: World, { accountId, kind, hash }: Ingest): Promise<Answer> {
  const [row] = await sql<{ answer: Answer }>`
    select answer from release_ingest where account_id = ${accountId} and kind = ${kind} and hash = ${hash} limit 1`
  return row!.answer
}

export const keepAnswer = (
  { sql }: World,
  { accountId, kind, hash }: Ingest,
  { answer, repositoryId }: { answer: object; repositoryId: string | null },
) => sql`
  update release_ingest set answer = ${JSON.stringify(answer)}, repository_id = ${repositoryId}
  where account_id = ${accountId} and kind = ${kind} and hash = ${hash}`

/** A job's. @returns how many */
export async function pruneIngests({ sql }: World, before: Date, limit: number): Promise<number> {
  const rows = await sql`
    delete from release_ingest where (account_id, kind, hash) in (
      select account_id, kind, hash from release_ingest where received_at < ${before} order by received_at limit ${limit})
    returning kind`
  return rows.length
}
