import type { Found, Rule } from './rule.ts'

/** What each rule that found something weighed then. It halves every 15 minutes. */
export type Points = Readonly<Record<string, { points: number; at: number }>>

const halfLifeMilliseconds = 15 * 60_000
/** Below it nothing is left worth keeping. */
const least = 0.5

const faded = ({ points, at }: { points: number; at: number }, now: number): number =>
  points * 2 ** (-Math.max(0, now - at) / halfLifeMilliseconds)

/** The sum of what every rule still weighs. */
export const scoreOf = (points: Points, now: number): number =>
  Object.values(points).reduce((sum, each) => sum + faded(each, now), 0)

/** With what a rule found now. No rule outgrows its own bound, however often it finds the same. */
export function withFound(points: Points, rule: Rule, found: Found, now: number): Points {
  const before = points[rule.name] ? faded(points[rule.name]!, now) : 0
  const bound = found.atMost ?? rule.atMost
  const after = Math.max(before, Math.min(bound, before + (found.weight ?? rule.weight)))
  const kept = Object.entries(points).filter(([, each]) => faded(each, now) >= least)
  return { ...Object.fromEntries(kept), [rule.name]: { points: after, at: now } }
}

/** Of what two processes know of a rule, that which weighs more. */
export function merged(one: Points, other: Points, now: number): Points {
  const all = { ...one }
  for (const [name, each] of Object.entries(other))
    if (!all[name] || faded(each, now) > faded(all[name], now)) all[name] = each
  return all
}

/** When the score will have faded to that, if nothing else is found. All of it fades alike, so that this is exact. */
export const fadesTo = (score: number, bound: number, now: number): number =>
  score <= bound ? now : now + halfLifeMilliseconds * Math.log2(score / bound)
