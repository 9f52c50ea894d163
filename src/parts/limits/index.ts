import type { Part } from '../../kit/part.ts'

export {
  type BreakerRow,
  type BreakerState,
  failuresToOpen,
  findBreaker,
  listBreakers,
  type Passage,
  passBreaker,
  reportOutage,
  reportSuccess,
  stateOf,
} from './breaker.ts'
export {
  type Allowance,
  blockBudget,
  type BudgetWindow,
  learnBudget,
  spendBudget,
  windowEnd,
} from './budget.ts'

/** Mechanism and shared state of limits: a breaker for each provider, a budget for each provider app. */
export const limits: Part = { name: 'limits' }
