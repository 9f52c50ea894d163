import type { Part } from '../../kit/part.ts'
import { limitEvents } from './events.ts'
import { limitFaults } from './faults.ts'
import { limitMetrics } from './metrics.ts'
import { pruneLimits } from './requests/prune.ts'
import { limitRoutes } from './routes.ts'
import { limitSettings } from './settings.ts'

export {
  findBreaker,
  type Granted,
  type Health,
  listBreakers,
  type Passage,
  passBreaker,
  reportHealth,
} from './breakers/breaker.ts'
export { openBreaker, resetBreaker } from './breakers/by-hand.ts'
export { type BreakerRow, type BreakerState, stateOf } from './breakers/state.ts'
export {
  type Breaker,
  breakerName,
  breakerOf,
  type OperationClass,
  operationClasses,
} from './breakers/tolerance.ts'
export {
  type Allowance,
  blockBudget,
  budgetsOf,
  type BudgetWindow,
  learnBudget,
  spendBudget,
  windowEnd,
} from './budget.ts'
export { limitFaults } from './faults.ts'
export { limitSettings } from './settings.ts'
export { type CountsBy, type PipelinePolicy, type PolicyBook } from './policies/tiers.ts'
export { definePolicy, type Policy, type PolicySpec } from './policies/policy.ts'
export { pruneLimits } from './requests/prune.ts'
export { limitsOf000 } from './policies/source-000.ts'
export { type AllowanceLeft, allowancesLeft } from './requests/allowance.ts'
export { type Decision, type Standing } from './requests/decision.ts'
export { rateLimitHeaders, sourceBody, sourceHeaders } from './requests/headers.ts'
export { putInCharge } from './requests/in-charge.ts'
export { withLeases } from './requests/leases.ts'
export { type Charge, createLimiter, type Limiter, type LimiterOptions } from './requests/limiter.ts'
export { memoryStore } from './requests/store-memory.ts'
export { postgresStore } from './requests/store-postgres.ts'
export { valkeyStore } from './requests/store-valkey.ts'
export { identityKey, type LendingStore, type Store } from './requests/store.ts'

/** Mechanism and shared state of limits: on requests, a breaker for each provider, a budget for each provider app. */
export const limits: Part = {
  name: 'limits',
  settings: limitSettings,
  faults: limitFaults.book,
  events: limitEvents,
  routes: limitRoutes,
  jobs: [pruneLimits],
  metrics: limitMetrics,
}
