import type { World } from '../../../kit/world.ts'
import type { Place } from '../../../kit/listing.ts'

export interface KeyRow {
  id: string
  name: string
  prefix: string
  last4: string
  scopes: string[]
  userId: string | null
  tier: string | null
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
  suspendedAt: Date | null
  lastUsedAt: Date | null
}

export const listKeys = (
  { sql }: World,
  accountId: string,
  before: Place | null,
  limit: number,
) => sql<KeyRow>`
  select k.id, k.name, k.prefix, k.last4, k.scopes, s.external_id as "userId", k.tier, k.created_at as "createdAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt", k.suspended_at as "suspendedAt",
    (select max(u.last_used_at) from api_key_use u where u.account_id = k.account_id and u.key_id = k.id) as "lastUsedAt"
  from api_keys k left join subjects s on s.account_id = k.account_id and s.id = k.subject_id
  where k.account_id = ${accountId}
    and (${before?.at ?? null}::timestamptz is null or (k.created_at, k.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
  order by k.created_at desc, k.id desc limit ${limit}`

/** Keys that can still be used, newest first. */
export const livingKeys = (
  { sql, now }: World,
  accountId: string,
  before: Place | null,
  limit: number,
) => sql<Omit<KeyRow, 'scopes' | 'expiresAt' | 'revokedAt' | 'suspendedAt'>>`
  select k.id, k.name, k.prefix, k.last4, s.external_id as "userId", k.tier, k.created_at as "createdAt",
    (select max(u.last_used_at) from api_key_use u where u.account_id = k.account_id and u.key_id = k.id) as "lastUsedAt"
  from api_keys k left join subjects s on s.account_id = k.account_id and s.id = k.subject_id
  where k.account_id = ${accountId} and k.revoked_at is null and (k.expires_at is null or k.expires_at > ${now()})
    and (${before?.at ?? null}::timestamptz is null or (k.created_at, k.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
  order by k.created_at desc, k.id desc limit ${limit}`

export interface NewKey {
  accountId: string
  id: string
  name: string
  prefix: string
  last4: string
  scopes: readonly string[]
  subjectId: string | null
  expiresAt: Date | null
  tier: string | null
}

export const insertKey = ({ sql, now }: World, key: NewKey) => sql`
  insert into api_keys (account_id, id, name, prefix, last4, scopes, subject_id, created_at, expires_at, tier)
  values (${key.accountId}, ${key.id}, ${key.name}, ${key.prefix}, ${key.last4}, ${key.scopes}, ${key.subjectId}, ${now()}, ${key.expiresAt}, ${key.tier})`

export const insertKeyLookup = (
  { sql }: World,
  mac: Buffer,
  macKeyId: number,
  accountId: string,
  keyId: string,
) => sql`
  select api_key_put(${mac}, ${macKeyId}, ${accountId}, ${keyId})`

/** @returns whether there is such a key */
export async function setTier(
  { sql }: World,
  accountId: string,
  id: string,
  tier: string | null,
): Promise<boolean> {
  const rows = await sql`
    update api_keys set tier = ${tier} where account_id = ${accountId} and id = ${id} returning id`
  return rows.length === 1
}

export async function revokeKey({ sql, now }: World, accountId: string, id: string): Promise<boolean> {
  const rows = await sql`
    update api_keys set revoked_at = coalesce(revoked_at, ${now()}), version = version + 1
    where account_id = ${accountId} and id = ${id} returning id`
  return rows.length === 1
}

/** Refused from now on, until it is resumed. @returns whether it was in use until now */
export async function suspendKey({ sql, now }: World, accountId: string, id: string): Promise<boolean> {
  const rows = await sql`
    update api_keys set suspended_at = ${now()}, version = version + 1
    where account_id = ${accountId} and id = ${id} and suspended_at is null and revoked_at is null returning id`
  return rows.length === 1
}

/** @returns whether it was suspended */
export async function resumeKey({ sql }: World, accountId: string, id: string): Promise<boolean> {
  const rows = await sql`
    update api_keys set suspended_at = null where account_id = ${accountId} and id = ${id} and suspended_at is not null
    returning id`
  return rows.length === 1
}

export interface FoundKey {
  accountId: string
  keyId: string
  subjectId: string | null
  scopes: string[]
  version: number
  tier: string | null
}

export async function findKey({ sql, now }: World, macs: Buffer[]): Promise<FoundKey | undefined> {
  const [row] = await sql<FoundKey>`
    select account_id as "accountId", key_id as "keyId", subject_id as "subjectId", scopes, version, tier from api_key_find(${macs}, ${now()})`
  return row
}

/** Whether a key is what it was when it was recognised: not revoked, not ended, its scopes not changed. */
export async function isKeyGood(
  { sql, now }: World,
  accountId: string,
  id: string,
  version: number | null,
): Promise<boolean> {
  const rows = await sql`
    select id from api_keys where account_id = ${accountId} and id = ${id} and version = ${version}
      and revoked_at is null and (expires_at is null or expires_at > ${now()}) limit 1`
  return rows.length === 1
}

export async function hasKey({ sql }: World, accountId: string, id: string): Promise<boolean> {
  const rows = await sql`select id from api_keys where account_id = ${accountId} and id = ${id} limit 1`
  return rows.length === 1
}

export interface BoundKeyRow {
  id: string
  name: string
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
  lastUsedAt: Date | null
}

/** Keys that speak for one user, newest first. */
export const boundKeys = (
  { sql }: World,
  accountId: string,
  subjectId: string,
  limit: number,
) => sql<BoundKeyRow>`
  select k.id, k.name, k.created_at as "createdAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt",
    (select max(u.last_used_at) from api_key_use u where u.account_id = k.account_id and u.key_id = k.id) as "lastUsedAt"
  from api_keys k where k.account_id = ${accountId} and k.subject_id = ${subjectId}
  order by k.created_at desc, k.id desc limit ${limit}`

/** A key that speaks for one user; none of the account's own. */
export async function boundKey(
  { sql }: World,
  accountId: string,
  id: string,
): Promise<{ expiresAt: Date | null; revokedAt: Date | null } | undefined> {
  const [row] = await sql<{ expiresAt: Date | null; revokedAt: Date | null }>`
    select expires_at as "expiresAt", revoked_at as "revokedAt" from api_keys
    where account_id = ${accountId} and id = ${id} and subject_id is not null limit 1`
  return row
}

export const namesOfKeys = ({ sql }: World, accountId: string, ids: string[]) => sql<{
  id: string
  name: string
}>`
  select id, name from api_keys where account_id = ${accountId} and id = any (${ids}::uuid[]) limit 1000`

/** Keys bound to a subject end with it. */
export const revokeKeysOf = ({ sql, now }: World, accountId: string, subjectId: string) => sql`
  update api_keys set revoked_at = coalesce(revoked_at, ${now()}), version = version + 1, subject_id = null
  where account_id = ${accountId} and subject_id = ${subjectId}`

/** Every key of an account, before the account goes. */
export const revokeAllKeys = ({ sql, now }: World, accountId: string) => sql`
  update api_keys set revoked_at = ${now()}, version = version + 1 where account_id = ${accountId} and revoked_at is null`
