import { faults } from '../kit/fault.ts'
import type { Part, RecogniseOptions } from '../kit/part.ts'
import { Answer, type Asked, type Caller, type Route } from '../kit/route.ts'
import { as, transaction, type World } from '../kit/world.ts'
import { record } from '../parts/audit/index.ts'
import type { CommonHeaders } from './answer.ts'
import { checked, readBody } from './body.ts'
import { actOnce } from './idempotency.ts'

/** One request on its way. Each step reads what those before it wrote. */
export interface Exchange {
  world: World
  route: Route
  asked: Asked
  request: Request
  /** Path and query parameters, as text. */
  parameters: Record<string, string>
  ownOrigin: string
  caller: Caller | null
  input: unknown
  body: unknown
  value: unknown
  headers: CommonHeaders
}

/** A step that is no part of a route is left out when the route is made. */
export interface Step {
  name: string
  concerns(route: Route): boolean
  run(exchange: Exchange): void | Promise<void>
}

/** Who is calling: the parts are asked in stair order, and the first that knows answers. */
export function callerBy(
  parts: readonly Part[],
): (world: World, asked: Asked, options: RecogniseOptions) => Promise<Caller | null> {
  const recognisers = parts.flatMap((part) => part.recognise ?? [])
  return async (world, asked, options) => {
    for (const recognise of recognisers) {
      const found = recognise(world, asked, options)
      const caller = found instanceof Promise ? await found : found
      if (caller) return caller
    }
    return null
  }
}

export const recogniseBy = (parts: readonly Part[]): Step => {
  const callerOf = callerBy(parts)
  return {
    name: 'caller',
    concerns: (route) => route.who.kind !== 'anyone' || route.callerIfAny === true,
    async run(exchange) {
      const maxAgeSeconds = exchange.route.callerMaxAgeSeconds ?? 0
      exchange.caller = await callerOf(exchange.world, exchange.asked, { maxAgeSeconds })
    },
  }
}

/** Default deny: a route that is not for anyone needs a caller, and the scope it names. */
export const allow: Step = {
  name: 'allow',
  concerns: (route) => route.who.kind !== 'anyone',
  run({ route, caller }) {
    if (!caller) throw faults.UNAUTHENTICATED()
    if (route.who.kind === 'scope' && route.who.byKeyOnly && !isMachine(caller)) throw faults.KEY_NEEDED()
    if (route.who.kind === 'operator' && caller.actor.kind !== 'operator')
      throw faults.FORBIDDEN({ needs: 'operator' })
    if (
      route.who.kind === 'scope' &&
      !caller.scopes.includes(route.who.scope) &&
      !caller.scopes.includes('*')
    )
      throw faults.FORBIDDEN({ needs: route.who.scope })
  },
}

/** A key, or the CLI's: nothing that a browser sends along by itself. */
const isMachine = ({ actor, byCookie }: Caller): boolean =>
  byCookie !== true && ['key', 'internal', 'operator'].includes(actor.kind)

/**
 * A write that a browser sends must come from our own pages. Fetch-Metadata first: our pages send no referrer, and then
 * a browser says `Origin: null` even to ourselves.
 */
export const sameSite: Step = {
  name: 'same-site',
  concerns: (route) => route.method !== 'GET' && route.fromElsewhere !== true,
  run({ asked, caller, ownOrigin }) {
    if (caller && !caller.byCookie) return
    const site = asked.header('sec-fetch-site')
    if (site !== undefined) {
      if (site !== 'same-origin' && site !== 'none') throw faults.CROSS_SITE()
      return
    }
    const origin = asked.header('origin')
    if (origin !== undefined && origin !== ownOrigin) throw faults.CROSS_SITE()
    // A cookie alone, with neither header, proves nothing about where the write comes from.
    if (caller?.byCookie && origin === undefined) throw faults.CROSS_SITE()
  },
}

export const parse: Step = {
  name: 'parse',
  concerns: (route) => route.input !== undefined || route.body !== undefined,
  run(exchange) {
    const { route } = exchange
    if (route.input) exchange.input = checked(route.input, exchange.parameters)
    return route.body ? takeBody(exchange) : undefined
  },
}

async function takeBody(exchange: Exchange): Promise<void> {
  exchange.body = await readBody(exchange.route, exchange.request)
}

/** The handler's world is bound to the caller's account; what is recorded is recorded in its transaction. */
export const handle: Step = {
  name: 'handle and record',
  concerns: () => true,
  async run(exchange) {
    const { route, caller } = exchange
    const world = caller ? as(exchange.world, { role: 'app', accountId: caller.accountId }) : exchange.world
    exchange.value = await actOnce(exchange, world, (world) =>
      route.audit.kind === 'recorded'
        ? transaction(world, (world) => handleAndRecord(exchange, world))
        : call(exchange, world),
    )
  },
}

const call = ({ route, caller, input, body, asked }: Exchange, world: World): Promise<unknown> =>
  route.handle({ world, caller, input, body, request: asked } as unknown as Parameters<Route['handle']>[0])

async function handleAndRecord(exchange: Exchange, world: World): Promise<unknown> {
  const { route, caller, asked } = exchange
  if (route.audit.kind !== 'recorded' || !caller)
    throw new Error('only a known caller’s act is recorded by the pipeline')
  const value = await call(exchange, world)
  const id = idIn(exchange.input) ?? idIn(value instanceof Answer ? value.value : value) ?? caller.accountId
  await record(world, {
    action: route.audit.action,
    accountId: caller.accountId,
    actor: caller.actor,
    requestId: asked.id,
    object: { kind: route.audit.objectKind, id },
  })
  return value
}

const idIn = (value: unknown): string | undefined => {
  const id = (value as { id?: unknown } | null | undefined)?.id
  return typeof id === 'string' ? id : undefined
}
