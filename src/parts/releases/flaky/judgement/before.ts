import type { World } from '../../../../kit/world.ts'
import type { Before } from '../computing/questions.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import type { StandingRow } from './store.ts'

export interface RowBefore extends Omit<StandingRow, 'verdict'> {
  /** Null where nothing was said yet. */
  verdict: Verdict | null
}

/** By the clock of runs; a verdict that was held back is due when its time is over, though nothing runs. */
export function beforeOf(
  world: World,
  { number, passMilliseconds, verdict, memory, heldUntil, judged }: RowBefore,
  { latest, isAfresh }: { latest: Date; isAfresh: boolean },
): Before {
  const isDue = heldUntil !== null && heldUntil <= world.now() && heldUntil > latest
  return {
    number,
    passMilliseconds,
    standing: verdict && { ...nothingRemembered, ...memory, verdict },
    afresh: isAfresh ? { judged, saidAt: world.now().getTime() } : null,
    now: (isDue ? heldUntil : latest).getTime(),
  }
}

const nothingRemembered = { changedAt: null, divergentAt: null, failedAt: null, flakyRate: null }
