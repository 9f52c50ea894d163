import type { World } from '../../../kit/world.ts'

export interface Deployment {
  id: string
  homeAccountId: string
  ownerConnectionId: string | null
  keyBackedUpAt: Date | null
}

export async function deployment({ sql }: World): Promise<Deployment> {
  const [row] = await sql<Deployment>`
    select id, home_account_id as "homeAccountId", owner_connection_id as "ownerConnectionId", key_backed_up_at as "keyBackedUpAt" from deployment limit 1`
  return row!
}

export const setDeploymentOwner = ({ sql }: World, connectionId: string | null) => sql`
  update deployment set owner_connection_id = ${connectionId}`

export const confirmKeyBackup = ({ sql, now }: World) => sql`
  update deployment set key_backed_up_at = ${now()}`

export interface Subject {
  id: string
  externalId: string
  logSubject: string
}

export async function findSubject(
  { sql }: World,
  accountId: string,
  externalId: string,
): Promise<Subject | undefined> {
  const [row] = await sql<Subject>`
    select id, external_id as "externalId", log_subject as "logSubject" from subjects
    where account_id = ${accountId} and external_id = ${externalId} and erasing_at is null limit 1`
  return row
}

export async function insertSubject(
  { sql, now }: World,
  accountId: string,
  subject: Subject,
): Promise<boolean> {
  const rows = await sql`
    insert into subjects (account_id, id, external_id, log_subject, created_at)
    values (${accountId}, ${subject.id}, ${subject.externalId}, ${subject.logSubject}, ${now()})
    on conflict (account_id, external_id) do nothing returning id`
  return rows.length === 1
}

export async function markErasing(
  { sql, now }: World,
  accountId: string,
  externalId: string,
): Promise<{ id: string } | undefined> {
  const [row] = await sql<{ id: string }>`
    update subjects set erasing_at = coalesce(erasing_at, ${now()})
    where account_id = ${accountId} and external_id = ${externalId} and id <> account_id returning id`
  return row
}

/** A job's query: subjects whose erasure is not finished. */
export const erasingSubjects = ({ sql }: World, before: Date, limit: number) => sql<{
  account_id: string
  id: string
  erasing_at: Date
}>`
  select account_id, id, erasing_at from subjects where erasing_at <= ${before} and id <> account_id order by erasing_at limit ${limit}`

/** The name leaves, and the pseudonym under which the log knows the subject is replaced: nothing links to it any more. */
export const deleteSubject = ({ sql }: World, accountId: string, id: string) => sql`
  delete from subjects where account_id = ${accountId} and id = ${id}`

export const putLookup = (
  { sql }: World,
  kind: string,
  hash: Uint8Array,
  accountId: string,
  rowId: string,
  expiresAt: Date,
) => sql`
  select lookup_put(${kind}, ${hash}, ${accountId}, ${rowId}, ${expiresAt})`

export interface Found {
  accountId: string
  rowId: string
}

export async function findLookup(
  { sql, now }: World,
  kind: string,
  hash: Uint8Array,
): Promise<Found | undefined> {
  const [row] = await sql<Found>`
    select account_id as "accountId", row_id as "rowId" from lookup_find(${kind}, ${hash}, ${now()})`
  return row
}

/** Redeems a single-use secret: of two callers only one gets it. */
export async function takeLookup(
  { sql, now }: World,
  kind: string,
  hash: Uint8Array,
): Promise<Found | undefined> {
  const [row] = await sql<Found>`
    select account_id as "accountId", row_id as "rowId" from lookup_take(${kind}, ${hash}, ${now()})`
  return row
}

export async function sweepLookups({ sql, now }: World, limit: number): Promise<number> {
  const [row] = await sql<{ gone: number }>`select lookup_sweep(${now()}, ${limit}) as gone`
  return row!.gone
}
