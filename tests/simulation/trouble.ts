import type { Seeded } from '../faults/support/seeded.ts'
import type { Step } from './stage.ts'

/**
 * `sleeps`: goes on much later. `loses the database`: for a while every statement fails. `leaves a spill`: the same, and
 * it dies as soon as an answer is in a file.
 */
export type Trouble = 'dies' | 'sleeps' | 'loses the database' | 'leaves a spill'

const troubles: readonly Trouble[] = [
  'dies',
  'sleeps',
  'sleeps',
  'sleeps',
  'loses the database',
  'leaves a spill',
]

/** Where trouble hurts: a request on its way, an answer in hand, a transaction about to end. */
const places = [
  'claim.before_commit',
  'claim.committed',
  'hears of refresh',
  'call.answered',
  'call.answered',
  'save.sealed',
  'save.sealed',
  'save.journalled',
  'save.before_commit',
  'save.committed',
  'spill.before_write',
  'spill.written',
  'close.fenced',
  'close.revoked',
  'connect.before_commit',
]

/** Trouble that waits at a place for the first, second or third that comes by. */
export interface Ambush {
  place: string
  passersBefore: number
  trouble: Trouble
}

export const ambushesBy = (chance: Seeded): Ambush[] =>
  Array.from({ length: chance.pick([0, 1, 1, 1, 2, 2, 3]) }, () => ({
    place: chance.pick(places),
    passersBefore: chance.pick([0, 0, 0, 1, 2]),
    trouble: chance.pick(troubles),
  }))

/** What befalls who is about to take this step, if anything. */
export function springs(ambushes: Ambush[], { owner, what }: Step): Trouble | null {
  if (!owner) return null
  for (const ambush of ambushes) {
    if (!what.includes(ambush.place)) continue
    ambush.passersBefore -= 1
    if (ambush.passersBefore >= 0) continue
    ambushes.splice(ambushes.indexOf(ambush), 1)
    return ambush.trouble
  }
  return null
}

export const troubleBy = (chance: Seeded): Trouble => chance.pick(troubles)
