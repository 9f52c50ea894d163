import type { World } from './world.ts'

/**
 * Work that is due, found by a query of its own and driven by `runDue` alone: no timers.
 * `run` takes what fits into `budgetMilliseconds` and answers how many rows it worked on; it must be safe to run in
 * several processes at once and to be killed at any moment.
 */
export interface Job {
  name: string
  /** How often it is worth looking for due rows, seconds. */
  everySeconds: number
  run(world: World, budgetMilliseconds: number): Promise<number>
}

export const job = (spec: Job): Job => spec
