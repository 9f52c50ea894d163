import * as calendar from './calendar.ts'
import * as gcra from './gcra.ts'
import { type Count, neverAdmits, type Policy } from './policy.ts'

export const noCount: Count = { endsAt: 0, used: 0 }

export const unitsFree = (policy: Policy, count: Count, now: number): number =>
  policy.kind === 'rate' ? gcra.unitsFree(policy, count, now) : calendar.unitsFree(policy, count, now)

/** The count with so many units more, whether they were free or not. */
export const withUnits = (policy: Policy, count: Count, now: number, units: number): Count =>
  policy.kind === 'rate'
    ? gcra.withUnits(policy, count, now, units)
    : calendar.withUnits(policy, count, now, units)

/** Microseconds until so many units are free: exactly then they are, one earlier they are not. 0: now. `Infinity`: never. */
export function untilFree(policy: Policy, count: Count, now: number, units: number): number {
  if (neverAdmits(policy, units)) return Infinity
  return policy.kind === 'rate'
    ? gcra.untilFree(policy, count, now, units)
    : calendar.untilFree(policy, count, now, units)
}

/** Microseconds until more may be free than now. */
export const untilMore = (policy: Policy, count: Count, now: number): number =>
  policy.kind === 'rate' ? gcra.untilMore(policy, count, now) : calendar.untilMore(policy, count, now)

/** Microseconds until the bucket is as if never used. */
export const untilWhole = (policy: Policy, count: Count, now: number): number =>
  policy.kind === 'rate' ? gcra.untilWhole(policy, count, now) : calendar.untilWhole(policy, count, now)

export interface Metered {
  policy: Policy
  count: Count
  /** Units, 1 and more. */
  cost: number
}

/** Several policies together: every one is charged, or none is. Gives the counts as they stand afterwards. */
export function chargeTogether(
  metered: readonly Metered[],
  now: number,
): { allowed: boolean; counts: Count[] } {
  const allowed = metered.every(({ policy, count, cost }) => untilFree(policy, count, now, cost) === 0)
  return {
    allowed,
    counts: metered.map(({ policy, count, cost }) =>
      allowed ? withUnits(policy, count, now, cost) : { ...count },
    ),
  }
}
