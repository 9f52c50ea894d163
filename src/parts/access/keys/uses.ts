import { LRUCache } from 'lru-cache'
import { secondsBetween } from '../../../kit/duration.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, resident, type World } from '../../../kit/world.ts'
import { watchOf } from '../anomalies/watch.ts'

/** A key's use is written down once a minute for each program, so that a read costs no write of its own. */
const noted = resident(
  (world) =>
    new LRUCache<string, true>({ max: 20_000, ttl: 60_000, perf: { now: () => world.now().getTime() } }),
)

/** Programs remembered for one key; further ones are `other`. */
const mostClients = 20
const mostLetters = 100

/** Writes down, in the background, which program uses a key: the first product of its User-Agent (RFC 9110 10.1.5). */
export function noteUse(
  world: World,
  { accountId, actor: { id: keyId } }: Caller,
  userAgent: string | undefined,
): void {
  if (keyId === null) return
  const client = clientOf(userAgent)
  const name = `${keyId} ${client}`
  if (noted(world).has(name)) return
  noted(world).set(name, true)
  world.background(
    saveUse(as(world, { role: 'app', accountId }), accountId, keyId, client).then(([before]) => {
      const restedDays = before ? secondsBetween(before.at, world.now()) / 86_400 : 0
      if (restedDays >= 1) watchOf(world).wake({ kind: 'key', id: keyId, accountId }, restedDays)
    }),
  )
}

/** `curl/8.5.0`; `unnamed` for a program that says nothing. */
export function clientOf(userAgent: string | undefined): string {
  const product = userAgent
    ?.trim()
    .split(/\s/, 1)[0]
    ?.replaceAll(/[^\x21-\x7e]/g, '')
  return product?.slice(0, mostLetters) || 'unnamed'
}

/** @returns when it was used before, or made if it never was */
const saveUse = ({ sql, now }: World, accountId: string, keyId: string, client: string) => sql<{ at: Date }>`
  with noted as (
    insert into api_key_use (account_id, key_id, client, first_used_at, last_used_at)
    select ${accountId}::uuid, ${keyId}::uuid,
      case when count(*) < ${mostClients} or bool_or(client = ${client}) then ${client} else 'other' end, ${now()}::timestamptz, ${now()}::timestamptz
    from api_key_use where account_id = ${accountId} and key_id = ${keyId}
    on conflict (account_id, key_id, client) do update set last_used_at = greatest(api_key_use.last_used_at, excluded.last_used_at)
  )
  select coalesce((select max(u.last_used_at) from api_key_use u where u.account_id = k.account_id and u.key_id = k.id), k.created_at) as at
  from api_keys k where k.account_id = ${accountId} and k.id = ${keyId} limit 1`

export interface ClientRow {
  client: string
  firstUsedAt: Date
  lastUsedAt: Date
}

export const clientsOf = ({ sql }: World, accountId: string, keyId: string) => sql<ClientRow>`
  select client, first_used_at as "firstUsedAt", last_used_at as "lastUsedAt" from api_key_use
  where account_id = ${accountId} and key_id = ${keyId} order by last_used_at desc, client limit ${mostClients + 1}`
