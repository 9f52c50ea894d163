import type { History } from './history.ts'
import { judge, type Judgement } from './judge.ts'
import type { Prior } from './statistics/pass-on-retry.ts'
import type { Thresholds } from './thresholds.ts'
import type { Verdict } from './verdict.ts'

/** A test whose verdict other thresholds would change. */
export interface Flip<Key> {
  key: Key
  from: Verdict
  to: Verdict
  /** Under the proposed thresholds. */
  judgement: Judgement
}

/**
 * Who would flip under other thresholds (F10), by the evidence alone: what was said before and the hours a change waits
 * are left out, as a proposal is about where things settle. In the order of `tests`. @param now ms since 1970
 */
export function flipsOf<Key>(
  tests: Iterable<{ key: Key; history: History }>,
  now: number,
  { current, proposed, prior }: { current: Thresholds; proposed: Thresholds; prior?: Prior },
): Flip<Key>[] {
  const flips: Flip<Key>[] = []
  for (const { key, history } of tests) {
    const [before, after] = [current, proposed].map((thresholds) =>
      judge(history, now, { thresholds, ...(prior && { prior }) }),
    ) as [Judgement, Judgement]
    if (before.verdict !== after.verdict)
      flips.push({ key, from: before.verdict, to: after.verdict, judgement: after })
  }
  return flips
}
