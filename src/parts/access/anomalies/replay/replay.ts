import { actions, type Action, type Kind, type Mode } from '../rules/ladder.ts'
import type { Seen } from '../rules/seen.ts'
import { scoreOf } from '../rules/score.ts'
import { Trail } from '../rules/trail.ts'

/** What somebody asked for, one request after the other, and whether that was an attack. */
export interface Trace {
  name: string
  isAttack: boolean
  kind: Kind
  seen: readonly Seen[]
  /** The key had rested for so many days before. */
  restedDays?: number
}

export interface Verdict {
  trace: Trace
  /** Every rule that found something, in the order in which it did first. */
  rules: readonly string[]
  highestScore: number
  /** The harshest thing that was done. */
  action: Action
  /** Requests that were served until that was done; all of them where they were only noted. */
  servedBefore: number
}

/**
 * Plays a trace to the rules as if one process saw it, and refuses and suspends in it as a server would: who is refused
 * comes back when he may, and who is suspended not at all.
 */
export function replay(trace: Trace, mode: Mode): Verdict {
  const trail = new Trail(trace.kind)
  const rules = new Set<string>()
  let [highestScore, action, served, servedBefore]: [number, Action, number, number | null] = [
    0,
    'annotate',
    0,
    null,
  ]
  if (trace.restedDays !== undefined) trail.wake(trace.restedDays)
  for (const seen of trace.seen) {
    if (action === 'suspend') break
    if (seen.at < trail.refusedUntil) continue
    served += 1
    const findings = trail.see(seen)
    if (findings.length === 0) continue
    for (const { rule } of findings) rules.add(rule.name)
    highestScore = Math.max(highestScore, scoreOf(trail.points, seen.at))
    const isCertain = findings.some(({ rule }) => rule.isCertain)
    const harshest = harsher(action, trail.stand(mode, isCertain, seen.at))
    if (harshest !== action) servedBefore = served
    action = harshest
  }
  return { trace, rules: [...rules], highestScore, action, servedBefore: servedBefore ?? served }
}

const harsher = (one: Action, other: Action): Action =>
  actions[Math.max(actions.indexOf(one), actions.indexOf(other))]!

export interface Quality {
  /** Of the traces on which something was done, how many were attacks; 1 where nothing was done. */
  precision: number
  /** Of the attacks, how many had something done about them. */
  recall: number
}

/** How good it is to do `least` or something harsher. */
export function qualityOf(verdicts: readonly Verdict[], least: Action): Quality {
  const hit = verdicts.filter(({ action }) => actions.indexOf(action) >= actions.indexOf(least))
  const right = hit.filter(({ trace }) => trace.isAttack).length
  const attacks = verdicts.filter(({ trace }) => trace.isAttack).length
  return { precision: hit.length === 0 ? 1 : right / hit.length, recall: right / attacks }
}
