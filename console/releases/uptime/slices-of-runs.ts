import type { SliceState } from './slices.ts'
import type { Run } from '../journeys/api.ts'

type Slotted = Pick<Run, 'slotAt' | 'outcome' | 'state' | 'cause' | 'mode'>

const mostSlices = 48

/** Moments are milliseconds since 1970; `since`: before it there was no journey. */
export type Span = { now: number; windowSeconds: number; everySeconds: number; since: number }

/**
 * What each of equally long spans up to now was, oldest first, by the runs of the schedule in it. A span is a whole number
 * of the schedule's times long, so that each of them has its runs; one without any is not known. What ran by call says
 * nothing of a schedule, and a simulated run nothing of the target.
 * @returns null where the runs do not reach back so far, though there are older ones
 */
export function slicesOfRuns(
  past: { runs: readonly Slotted[]; isCut: boolean },
  { now, windowSeconds, everySeconds, since }: Span,
): SliceState[] | null {
  const slotted = past.runs.flatMap((run) =>
    run.cause === 'schedule' && run.mode === 'real' && run.state === 'ended' && run.slotAt !== null
      ? [{ at: Date.parse(run.slotAt), outcome: run.outcome }]
      : [],
  )
  const timesEach = Math.max(1, Math.ceil(windowSeconds / everySeconds / mostSlices))
  const sliceMilliseconds = timesEach * everySeconds * 1000
  const count = Math.max(1, Math.round((windowSeconds * 1000) / sliceMilliseconds))
  const begin = now - count * sliceMilliseconds
  if (past.isCut && slotted.every(({ at }) => at > begin)) return null
  return Array.from({ length: count }, (_, place) => {
    const from = begin + place * sliceMilliseconds
    if (from + sliceMilliseconds <= since) return 'before'
    return stateOf(slotted.filter(({ at }) => at > from && at <= from + sliceMilliseconds))
  })
}

function stateOf(runs: readonly { outcome: Run['outcome'] }[]): SliceState {
  const up = runs.filter(({ outcome }) => outcome === 'passed' || outcome === 'passed_retry').length
  const down = runs.filter(({ outcome }) => outcome === 'failed').length
  if (up > 0 && down > 0) return 'degraded'
  if (down > 0) return 'down'
  if (up > 0) return 'up'
  return runs.some(({ outcome }) => outcome === 'maintenance') ? 'maintenance' : 'unknown'
}

/** The same without their times, where only counts are known: what part of the window was what. */
export const countsOf = ({ up, down, unknown }: { up: number; down: number; unknown: number }) => [
  { name: 'up', count: up, className: 'share-good' },
  { name: 'down', count: down, className: 'share-bad' },
  { name: 'not known', count: unknown, className: 'share-faint' },
]
