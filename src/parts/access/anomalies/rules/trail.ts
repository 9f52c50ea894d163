import { rules } from './book.ts'
import { type Action, actionFor, bounds, isStolen, type Kind, type Mode } from './ladder.ts'
import type { Found, Rule } from './rule.ts'
import { fadesTo, merged, type Points, scoreOf, withFound } from './score.ts'
import type { Seen } from './seen.ts'
import { Window } from './window.ts'

/** A rule that found something, in this request. */
export interface Finding {
  rule: Rule
  found: Found
  /** Of a refresh: of which connection. */
  connectionId: string | null
}

const nothing: readonly Finding[] = []
// Nothing of a request is kept beyond it: it would hold its headers, the key among them.
const unseen: Omit<Seen, 'at'> = {
  status: 200,
  endpoint: 'none',
  sought: null,
  network: null,
  agent: undefined,
  isRefresh: false,
  connectionId: null,
  isHoney: false,
}
/** Who has just reached a bound is held for a minute all the same. */
const leastMilliseconds = 60_000

/** One principal as this process knows it: what it asked for, what was found, and what is done about it. */
export class Trail {
  readonly kind: Kind
  readonly window = new Window()
  points: Points = {}
  /** Milliseconds since 1970; 0: never was. */
  slowedUntil = 0
  refusedUntil = 0
  readonly #restUntil = new Float64Array(rules.length)

  constructor(kind: Kind) {
    this.kind = kind
  }

  /** Takes a request in, and looks at what is remembered with every rule that is not at rest. */
  see(seen: Seen): readonly Finding[] {
    this.window.note(seen)
    return this.#look(seen)
  }

  /** It is used again after so many days: told from outside, as no memory reaches so far. */
  wake(restedDays: number): readonly Finding[] {
    this.window.restedDays = restedDays
    return this.window.requests > 0 ? this.#look({ ...unseen, at: this.window.lastAt }) : nothing
  }

  /** What other processes found, too. */
  learn(points: Points, now: number): void {
    this.points = merged(this.points, points, now)
  }

  /** Does what the score asks for, until it has faded. */
  stand(mode: Mode, isCertain: boolean, now: number): Action {
    const score = scoreOf(this.points, now)
    const action = actionFor(mode, this.kind, score, isCertain || isStolen(this.points, now))
    const until = (bound: number) => Math.max(now + leastMilliseconds, fadesTo(score, bound, now))
    if (action !== 'annotate' && mode === 'act') this.slowedUntil = until(bounds.slow)
    if (action === 'refuse' || action === 'suspend') this.refusedUntil = until(bounds.refuse)
    return action
  }

  #look(seen: Seen): readonly Finding[] {
    let findings = nothing
    for (let index = 0; index < rules.length; index++) {
      const rule = rules[index]!
      if (seen.at < this.#restUntil[index]! || (rule.ofKeysAlone && this.kind !== 'key')) continue
      const found = rule.finds(this.window, seen)
      if (!found) continue
      rule.spend?.(this.window)
      this.#restUntil[index] = seen.at + rule.restSeconds * 1000
      this.points = withFound(this.points, rule, found, seen.at)
      findings = [...findings, { rule, found, connectionId: seen.connectionId }]
    }
    return findings
  }
}
