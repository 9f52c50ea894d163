import type { Step } from './stage.ts'
import type { Seeded } from '../faults/support/seeded.ts'

/** Decides which of the steps that could be taken is taken. */
export interface Choice {
  next(steps: readonly Step[]): Step
}

/** Every actor as likely as every other. */
function even(chance: Seeded): Choice {
  return {
    next(steps) {
      const actor = chance.pick([...new Set(steps.map(({ actor }) => actor))])
      return steps.find((step) => step.actor === actor)!
    },
  }
}

// Few changes of rank make few and deep interruptions, which is where races live.
const shareOfChanges = 0.04

/** The actor of the highest rank goes on until, seldom, it falls behind all others: long pauses at any step. */
function ranked(chance: Seeded): Choice {
  const ranks = new Map<string, number>()
  let lowest = 0
  const rankOf = (actor: string): number => {
    if (!ranks.has(actor)) ranks.set(actor, chance.share())
    return ranks.get(actor)!
  }
  return {
    next(steps) {
      const step = steps.reduce((best, each) => (rankOf(each.actor) > rankOf(best.actor) ? each : best))
      if (chance.share() < shareOfChanges) ranks.set(step.actor, (lowest -= 1))
      return step
    },
  }
}

export const choiceBy = (chance: Seeded): Choice => (chance.share() < 0.3 ? even(chance) : ranked(chance))
