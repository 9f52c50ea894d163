import type { World } from '../../../kit/world.ts'

/** What a mailed link is for. */
export type LinkKind = 'verify' | 'reset' | 'change_address'

export interface NewToken {
  accountId: string
  kind: LinkKind
  hash: Buffer
  /** Sealed. */
  address: Buffer
  generation: number
  addressMac: Buffer
  expiresAt: Date
}

export interface SentBefore {
  sentAt: Date[]
}

/** When the latest links of that kind were sent, the oldest first. */
export async function sentBefore({ sql }: World, accountId: string, kind: LinkKind): Promise<Date[]> {
  const [row] = await sql<SentBefore>`
    select sent_at as "sentAt" from mail_token where account_id = ${accountId} and kind = ${kind} limit 1`
  return row?.sentAt ?? []
}

/** Of one person no two have the same, whatever they are for: secrets are sealed anew in this order. */
export async function nextTokenGeneration({ sql }: World, accountId: string): Promise<number> {
  const [row] = await sql<{ next: number }>`
    select coalesce(max(generation), 0) + 1 as next from mail_token where account_id = ${accountId}`
  return row!.next
}

/**
 * Puts a token in the place of the one before, if that was sent before `lastBefore` and the `most`-last of them before
 * `dayBefore`: of several at once one is put.
 */
export async function putToken(
  { sql, now }: World,
  token: NewToken,
  { lastBefore, dayBefore, most }: { lastBefore: Date; dayBefore: Date; most: number },
): Promise<boolean> {
  const rows = await sql`
    insert into mail_token as t (account_id, kind, hash, address, generation, address_mac, created_at, expires_at, sent_at)
    values (${token.accountId}, ${token.kind}, ${token.hash}, ${token.address}, ${token.generation}, ${token.addressMac}, ${now()}, ${token.expiresAt}, array[${now()}::timestamptz])
    on conflict (account_id, kind) do update set hash = ${token.hash}, address = excluded.address, generation = excluded.generation,
      address_mac = excluded.address_mac, created_at = excluded.created_at, expires_at = excluded.expires_at, used_at = null,
      sent_at = (t.sent_at || excluded.created_at)[greatest(1, cardinality(t.sent_at) + 2 - ${most}::int):]
    where t.created_at <= ${lastBefore} and (cardinality(t.sent_at) < ${most}::int or t.sent_at[cardinality(t.sent_at) + 1 - ${most}::int] <= ${dayBefore})
    returning t.account_id`
  return rows.length === 1
}

export interface TakenToken {
  accountId: string
  address: Buffer
  generation: number
  addressMac: Buffer
}

/** Of all who come with it one gets it. */
export async function takeToken(
  { sql, now }: World,
  kind: LinkKind,
  hash: Buffer,
): Promise<TakenToken | undefined> {
  const [row] = await sql<TakenToken>`
    select account_id as "accountId", address, generation, address_mac as "addressMac"
    from mail_token_take(${kind}, ${hash}, ${now()})`
  return row
}

export interface SeenToken {
  accountId: string
  isUsed: boolean
  isLate: boolean
}

/** Changes nothing. */
export async function lookAtToken(
  { sql, now }: World,
  kind: LinkKind,
  hash: Buffer,
): Promise<SeenToken | undefined> {
  const [row] = await sql<SeenToken>`
    select account_id as "accountId", is_used as "isUsed", is_late as "isLate" from mail_token_look(${kind}, ${hash}, ${now()})`
  return row
}

/** They are good for nothing any more; that they were sent stays counted. */
export const spendTokens = ({ sql, now }: World, accountId: string, kind: LinkKind) => sql`
  update mail_token set used_at = ${now()} where account_id = ${accountId} and kind = ${kind} and used_at is null`

/** A job's query. Those of the last day stay: they are counted. */
export async function pruneTokens({ sql, now }: World, sentBefore: Date): Promise<number> {
  const rows = await sql`
    delete from mail_token where expires_at < ${now()} and created_at < ${sentBefore} returning account_id`
  return rows.length
}
