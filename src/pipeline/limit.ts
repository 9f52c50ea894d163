import { countedAddress } from '../kit/http-peer.ts'
import type { Asked, Caller, Route } from '../kit/route.ts'
import type { World } from '../kit/world.ts'
import { countedCaller, limitIdentity, policiesOfTier } from '../parts/access/index.ts'
import {
  type Charge,
  type CountsBy,
  createLimiter,
  type Decision,
  limitFaults,
  type Limiter,
  limitSettings,
  type PipelinePolicy,
  postgresStore,
  putInCharge,
  rateLimitHeaders,
  sourceHeaders,
  valkeyStore,
  withLeases,
} from '../parts/limits/index.ts'
import { outages } from './limit-outages.ts'
import type { Exchange, Step } from './steps.ts'

/**
 * Limits on requests: every policy of a request is charged, or none is, before its handler. It stands in the pipeline
 * twice, and charges a request once: behind the body where a policy counts the user whom the body names, else right behind
 * the caller, so that a refused key and a stranger are counted by their address before anything else is done for them.
 * @throws Error in words for a route that names a policy which is not there
 */
export function limitBy(world: World, routes: readonly Route[]): { early: Step; late: Step } {
  const rules = rulesOf(world)
  const limiter = limiterFor(world)
  const countsUsers = new Set(
    routes.filter((route) => rules.named(route).some(({ countsBy }) => countsBy === 'user and endpoint')),
  )
  const charge = async (exchange: Exchange, charges: readonly [Charge, ...Charge[]]) => {
    const decision = await limiter.decide(charges)
    exchange.headers = { ...exchange.headers, ...headersOf(decision) }
    if (!decision.allowed) throw refusalOf(decision)
  }
  return {
    early: {
      name: 'limit',
      concerns: ({ limits }) => limits !== 'none',
      run(exchange) {
        if (!countsUsers.has(exchange.route)) return charge(exchange, rules.charges(exchange))
        // Whom nobody knows gets no further, whomever his body names.
        if (isUnknown(exchange)) return charge(exchange, rules.charges(exchange, isOfRequest))
      },
    },
    late: {
      name: 'limit',
      concerns: (route) => countsUsers.has(route),
      run: (exchange) => charge(exchange, rules.charges(exchange)),
    },
  }
}

const isUnknown = ({ caller, route }: Exchange): boolean => caller === null && route.who.kind !== 'anyone'
const isOfRequest = ({ countsBy }: PipelinePolicy): boolean => countsBy !== 'user and endpoint'

const refusalOf = ({ retryAfterSeconds, refusedBy, words }: Decision) =>
  limitFaults.RATE_LIMITED({ retryAfterSeconds, 'violated-policies': refusedBy, words })

const headersOf = (decision: Decision): Record<string, string> => ({
  ...rateLimitHeaders(decision),
  ...sourceHeaders(decision),
})

interface Rules {
  named(route: Route): readonly PipelinePolicy[]
  /** Of all policies, or of those that `concerns` names. */
  charges(exchange: Exchange, concerns?: (policy: PipelinePolicy) => boolean): readonly [Charge, ...Charge[]]
}

function rulesOf(world: World): Rules {
  const { book } = world.settings(limitSettings)
  const policyOf = (name: string): PipelinePolicy => {
    const policy = book.policies[name]
    if (!policy) throw new Error(`there is no policy "${name}" for a route to name`)
    return policy
  }
  const named = ({ limits }: Route) => (limits === undefined || limits === 'none' ? [] : limits.map(policyOf))
  const anonymous = policyOf('anonymous')
  const general = ({ caller, route }: Exchange): readonly PipelinePolicy[] => {
    if (caller === null) return named(route).some(({ countsBy }) => countsBy === 'address') ? [] : [anonymous]
    if (caller.actor.kind === 'key') return policiesOfTier(world, caller.tier)
    return [policyOf(policyFor(caller))]
  }
  return {
    named,
    charges: (exchange, concerns = () => true) =>
      [...general(exchange), ...named(exchange.route)].filter(concerns).map((policy) => ({
        policy,
        key: countedBy[policy.countsBy](exchange),
      })) as [Charge, ...Charge[]],
  }
}

/** Everybody but keys, which have tiers. */
function policyFor({ actor, person, scopes }: Caller): string {
  if (actor.kind === 'internal') return 'internal'
  return person && !scopes.includes('*') ? 'person' : 'operator'
}

const countedBy: Record<CountsBy, (exchange: Exchange) => string> = {
  caller: ({ caller, asked }) => (caller ? countedCaller(caller) : addressOf(asked)),
  address: ({ asked }) => addressOf(asked),
  'user and endpoint': (exchange) => `${userOf(exchange)} ${exchange.route.path}`,
}

/** Of an entry that knows no peer all strangers are one. */
export const addressOf = ({ address }: Asked): string =>
  address === undefined ? 'unknown' : countedAddress(address)

/** Whom the key is bound to, so that it spends nobody else's; else the account's user whom the request names, else the caller itself. */
function userOf({ caller, body, input, asked }: Exchange): string {
  const given = [body, input].flatMap((value) => {
    const { userId, user_id: id } = (value ?? {}) as { userId?: unknown; user_id?: unknown }
    return [userId, id]
  })
  const name = given.find((userId) => typeof userId === 'string')
  if (!caller) return `${addressOf(asked)} ${name ?? ''}`
  return `${caller.accountId} ${caller.boundSubjectId ?? name ?? caller.actor.id}`
}

function limiterFor(world: World): Limiter {
  const limiter = createLimiter(world, {
    store: withLeases(world, world.valkey ? valkeyStore(world.valkey) : postgresStore(world)),
    identity: limitIdentity(world),
    processes: world.settings(limitSettings).processes,
    ...outages(world),
  })
  return putInCharge(world, limiter)
}
