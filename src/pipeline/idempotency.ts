import { sha256 } from '../kit/hash.ts'
import { Answer, type Asked, type Caller, type Route } from '../kit/route.ts'
import type { World } from '../kit/world.ts'
import {
  accessFaults,
  type KeptAnswer,
  onceByClaim,
  onceInTransaction,
  type OnceRequest,
} from '../parts/access/index.ts'
import { keyedHash } from '../parts/vault/index.ts'
import { renderedText } from './answer.ts'

export const idempotencyHeader = 'idempotency-key'

/** Whether a route takes an Idempotency-Key: a POST of a known caller that answers JSON or nothing. */
export const takesKey = ({ method, who, body, output }: Route): boolean =>
  method === 'POST' &&
  who.kind !== 'anyone' &&
  (body === undefined || body.kind === 'json') &&
  (output.kind === 'schema' || output.kind === 'empty')

interface Acting {
  route: Route
  asked: Asked
  caller: Caller | null
  input: unknown
  body: unknown
}

/** Acts, once for all requests of one key (draft-ietf-httpapi-idempotency-key-header): who asks again is answered the same. */
export function actOnce(
  acting: Acting,
  world: World,
  act: (world: World) => Promise<unknown>,
): Promise<unknown> {
  const { route, asked } = acting
  const given = takesKey(route) ? asked.header(idempotencyHeader) : undefined
  if (given === undefined) return act(world)
  const request = requestOf(world, acting, keyOf(given))
  const once = {
    act,
    keep: (value: unknown) => keptOf(route, value),
    replay: (kept: KeptAnswer) => replayOf(route, kept),
  }
  return route.audit.kind === 'recorded'
    ? onceInTransaction(world, request, once)
    : onceByClaim(world, request, once)
}

/** A Structured Field's String, or the bare word; 1 to 255 visible characters. */
function keyOf(given: string): string {
  const key = /^"(.*)"$/.exec(given)?.[1] ?? given
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw accessFaults.IDEMPOTENCY_KEY_INVALID()
  return key
}

function requestOf(world: World, { route, caller, input, body, asked }: Acting, key: string): OnceRequest {
  if (!caller) throw new Error('only a known caller’s request is kept')
  const { kind, id } = caller.actor
  return {
    accountId: caller.accountId,
    id: sha256(JSON.stringify([kind, id, route.method, route.path, key])),
    // Keyed: a body may hold a password, which a plain hash would give away to whoever reads the database.
    fingerprint: keyedHash(world, 'fingerprint', `request\0${canonical([input ?? null, body ?? null])}`).mac,
    holder: asked.id,
  }
}

/** JSON with the members of every object in order, so that the order they came in says nothing. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  )

const shownOnce = '[shown once]'

function keptOf(route: Route, value: unknown): KeptAnswer | null {
  const { status, text } = renderedText(route, value)
  if (status >= 400) return null
  if (text === null || route.onceShown === undefined) return { status, body: text }
  const left = route.onceShown.map((name) => [name, shownOnce])
  return { status, body: JSON.stringify({ ...(JSON.parse(text) as object), ...Object.fromEntries(left) }) }
}

function replayOf(route: Route, { status, body }: KeptAnswer): Answer {
  const again = new Answer(null, { status, headers: { 'idempotency-replayed': 'true' } })
  if (body !== null) again.rendered = { route, text: body }
  return again
}
