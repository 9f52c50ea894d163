import type { BreakerState } from '../api.ts'
import type { Tone } from '../kit/badge.tsx'

/** What a provider that does not answer well is called. */
export const breakerWords: Record<Exclude<BreakerState, 'closed'>, { tone: Tone; words: string }> = {
  'half-open': { tone: 'warn', words: 'Being tried' },
  open: { tone: 'bad', words: 'Does not answer' },
}
