import type { Tone } from '../../kit/badge.tsx'
import { lengthInWords } from '../../kit/time.ts'
import type { Journey, Outcome, Run } from './api.ts'

export const outcomeTitles: Record<Outcome, string> = {
  passed: 'Passed',
  passed_retry: 'Passed on retry',
  failed: 'Failed',
  could_not_run: 'Could not run',
  maintenance: 'In maintenance',
}

const outcomeTones: Record<Outcome, Tone> = {
  passed: 'good',
  passed_retry: 'warn',
  failed: 'bad',
  could_not_run: 'warn',
  maintenance: 'neutral',
}

/** How a run stands. */
export function runBadge({ state, outcome }: Pick<Run, 'state' | 'outcome'>): { tone: Tone; words: string } {
  if (state === 'queued') return { tone: 'neutral', words: 'Waiting' }
  if (state === 'running' || outcome === null) return { tone: 'neutral', words: 'Running' }
  return { tone: outcomeTones[outcome], words: outcomeTitles[outcome] }
}

/** How a journey stands, the worst first. */
export function journeyBadge({
  standing,
  isPaused,
  everySeconds,
}: Pick<Journey, 'standing' | 'isPaused' | 'everySeconds'>): {
  tone: Tone
  words: string
} {
  if (everySeconds === null) return { tone: 'neutral', words: 'By call' }
  if (standing.inMaintenance) return { tone: 'neutral', words: 'In maintenance' }
  if (isPaused) return { tone: 'neutral', words: 'Paused' }
  if (standing.failingSince !== null) return { tone: 'bad', words: 'Failing' }
  if (standing.notRun > 0) return { tone: 'warn', words: 'Cannot run' }
  if (standing.failures > 0) return { tone: 'warn', words: 'Failed once' }
  if (standing.degradedSince !== null) return { tone: 'warn', words: 'Slow' }
  if (standing.burning !== null) return { tone: 'warn', words: 'Spends its budget' }
  return { tone: 'good', words: 'Well' }
}

const graveness: readonly Tone[] = ['bad', 'warn', 'neutral', 'good']

/** Those in trouble before the others; those alike stay in their order. */
export const worstFirst = (journeys: readonly Journey[]): Journey[] =>
  journeys.toSorted(
    (one, other) => graveness.indexOf(journeyBadge(one).tone) - graveness.indexOf(journeyBadge(other).tone),
  )

export const everyText = (everySeconds: number | null): string =>
  everySeconds === null ? 'by call alone' : `every ${lengthInWords(everySeconds * 1000)}`
