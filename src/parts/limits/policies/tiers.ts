import { builtInTolerances, type OperationClass, type Tolerance } from '../breakers/tolerance.ts'
import { definePolicy, type Policy, type PolicySpec } from './policy.ts'
import { limitsOf000 } from './source-000.ts'

/** Whom policies of the pipeline count. */
export type CountsBy = 'caller' | 'address' | 'user and endpoint'

/** A policy that the pipeline can charge: it knows whom it counts. */
export type PipelinePolicy = Policy & { countsBy: CountsBy }

export interface PolicyBook {
  /** What keys are under, by the name of their tier. */
  tiers: Readonly<Record<string, readonly PipelinePolicy[]>>
  /** What routes and other callers are under, by the policy's own name. */
  policies: Readonly<Record<string, PipelinePolicy>>
  /** What the breakers of a provider bear, by class of operations. */
  breakers: Readonly<Record<OperationClass, Tolerance>>
}

// A process borrows up to a tenth of an allowance that is not small; of a small one every unit is counted at the store.
const leaseOf = (depth: number): number => (depth < 100 ? 0 : Math.min(10_000, Math.ceil(depth / 10)))

/** With the lease that fits its numbers, unless it names one. */
export function pipelinePolicy(spec: PolicySpec & { countsBy: CountsBy }): PipelinePolicy {
  const depth = spec.kind === 'rate' ? (spec.burst ?? spec.limit) : spec.limit
  return definePolicy({ ...spec, lease: spec.lease ?? leaseOf(depth) }) as PipelinePolicy
}

const perMinute = (name: string, countsBy: CountsBy, limit: number, burst = limit): PipelinePolicy =>
  pipelinePolicy({ name, kind: 'rate', countsBy, limit, periodSeconds: 60, burst })

const quota = (name: string, period: 'hour' | 'day', limit: number): PipelinePolicy =>
  pipelinePolicy({ name, kind: 'quota', countsBy: 'caller', limit, period })

// One name for a policy in every tier: a key that changes its tier keeps what it has used.
const tier = (minute: number, burst: number, hour: number, day: number): readonly PipelinePolicy[] => [
  perMinute('per-minute', 'caller', minute, burst),
  quota('per-hour', 'hour', hour),
  quota('per-day', 'day', day),
]

const named: readonly PipelinePolicy[] = [
  // Callers that nobody knows, and those whose key is refused.
  perMinute('anonymous', 'address', 600),
  // INTERNAL_API_KEY.
  perMinute('internal', 'caller', 60_000),
  // A session or the command line: the console asks often, an import asks for each connection.
  perMinute('operator', 'caller', 6000),
  // Somebody signed in, over all browsers: a console that is looked at, and the app's pages beside it.
  perMinute('person', 'caller', 1200),
  pipelinePolicy({ name: 'sign-in', kind: 'rate', countsBy: 'address', limit: 30, periodSeconds: 900 }),
  // Mails to people who sign up, prove an address or forgot a password: those that one network caused, those that strangers
  // caused to one address, which any number of new accounts may name, and all of them.
  pipelinePolicy({
    name: 'mail-by-address',
    kind: 'rate',
    countsBy: 'address',
    limit: 60,
    periodSeconds: 3600,
  }),
  pipelinePolicy({
    name: 'mail-to-address',
    kind: 'rate',
    countsBy: 'address',
    limit: 12,
    periodSeconds: 86_400,
    lease: 0,
  }),
  pipelinePolicy({
    name: 'mail',
    kind: 'rate',
    countsBy: 'address',
    limit: 3000,
    periodSeconds: 3600,
    lease: 0,
  }),
  // A provider tells of all its users from a few addresses.
  perMinute('webhooks', 'address', 6000),
  ...(Object.values(limitsOf000) as PipelinePolicy[]),
]

/**
 * What holds when the settings say nothing. `app` is for an app's own servers: it stops a runaway loop or a stolen key and
 * nothing else. `free`, `pro` and `max` are source 001's, for keys that are handed to customers.
 */
export const builtInBook: PolicyBook = {
  tiers: {
    app: [perMinute('per-minute', 'caller', 60_000)],
    free: tier(10, 5, 100, 1000),
    pro: tier(60, 20, 1000, 10_000),
    max: tier(300, 100, 5000, 50_000),
  },
  policies: Object.fromEntries(named.map((policy) => [policy.name, policy])),
  breakers: builtInTolerances,
}
