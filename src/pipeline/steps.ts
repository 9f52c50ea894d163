import { checked } from '../kit/checked.ts'
import { Fault, faults } from '../kit/fault.ts'
import type { Part, RecogniseOptions } from '../kit/part.ts'
import { Answer, type Asked, type Caller, type Route, scopesOf } from '../kit/route.ts'
import { as, transaction, type World } from '../kit/world.ts'
import { refusedToken } from '../parts/accounts/index.ts'
import { record } from '../parts/audit/index.ts'
import type { CommonHeaders } from './answer.ts'
import { readBody } from './body.ts'
import { actOnce } from './idempotency.ts'

/** One request on its way. Each step reads what those before it wrote. */
export interface Exchange {
  world: World
  route: Route
  asked: Asked
  request: Request
  /** Path and query parameters, as text. */
  parameters: Record<string, string>
  caller: Caller | null
  /** The body as it came, where a step before the parser had to read it. */
  raw?: Buffer
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

/**
 * Default deny: a route that is not for anyone needs a caller, and the scope it names. A person's own routes act for the
 * own account, whatever account the request is for.
 */
export const allow: Step = {
  name: 'allow',
  concerns: (route) => route.who.kind !== 'anyone',
  run(exchange) {
    const { route, caller, asked } = exchange
    if (!caller) throw withCure(route, refusedToken(asked) ?? faults.UNAUTHENTICATED())
    switch (route.who.kind) {
      case 'operator':
        if (!isOperator(caller)) throw faults.FORBIDDEN({ needs: 'operator' })
        return
      case 'person':
        if (!caller.person) throw faults.FORBIDDEN({ needs: 'person' })
        if (caller.accountId !== caller.person.personId)
          exchange.caller = { ...caller, accountId: caller.person.personId }
        return
      case 'scope': {
        const { scope, byKeyOnly } = route.who
        if (byKeyOnly && !isProgram(caller)) throw withCure(route, faults.KEY_NEEDED())
        if (![...scopesOf(route.who), '*'].some((one) => caller.scopes.includes(one)))
          throw withCure(route, faults.FORBIDDEN({ needs: scope }))
      }
    }
  },
}

/** Where another key would not do, the cure is the route's own. */
const withCure = ({ credential }: Route, fault: Fault): Fault =>
  credential === undefined ? fault : new Fault(fault.code, { ...fault.spec, hint: credential, shows: [] })

/** By the link, or as a person who looks after this deployment and acts for its home account: only then it has `*`. */
const isOperator = ({ actor, person, scopes }: Caller): boolean =>
  person ? person.isOperator && scopes.includes('*') : actor.kind === 'operator'

/** A key, the CLI's, or an outside issuer's token: nothing that a browser sends along by itself. */
const isProgram = ({ actor, byCookie }: Caller): boolean =>
  byCookie !== true && ['key', 'internal', 'operator', 'person'].includes(actor.kind)

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
  exchange.body = await readBody(exchange.route, exchange.request, exchange.raw)
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
