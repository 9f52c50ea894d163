import type { Tone } from '../kit/badge.tsx'
import { lengthInWords } from '../kit/time.ts'
import type { RootKey, Rotation } from './api.ts'

const states: Record<RootKey['state'], { tone: Tone; label: string }> = {
  primary: { tone: 'good', label: 'Seals' },
  open: { tone: 'warn', label: 'Being replaced' },
  retired: { tone: 'neutral', label: 'Retired' },
}

export const stateBadge = (state: RootKey['state']) => states[state]

const number = new Intl.NumberFormat()

export const recordsInWords = (count: number) =>
  `${number.format(count)} ${count === 1 ? 'record' : 'records'}`

/** Whether records are still to be sealed anew from under it. */
export const isUnderWay = ({ purpose, state }: Pick<RootKey, 'purpose' | 'state'>) =>
  purpose === 'seal' && state === 'open'

/** Keys that seal, the newest first. */
export const sealingKeys = (keys: readonly RootKey[]): RootKey[] =>
  keys.filter(({ purpose }) => purpose === 'seal').toSorted((a, b) => b.id - a.id)

/** How far re-sealing is, as "1,200 of 4,000 records, 3 min left". */
export function progressInWords({ resealed, rowsAtStart, secondsLeft }: Rotation): string {
  const done = `${number.format(Math.min(resealed, rowsAtStart))} of ${recordsInWords(rowsAtStart)}`
  return secondsLeft === null ? done : `${done}, about ${lengthInWords(secondsLeft * 1_000)} left`
}
