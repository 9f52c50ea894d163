import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as turn } from 'node:timers/promises'

/** When something is. */
export interface Moment {
  /** The clock of all instances and of the database, milliseconds. */
  readonly now: number
  /** Steps taken so far. */
  readonly taken: number
}

/** Whoever lives on the stage and may die: a simulated instance. */
export interface Living {
  name: string
  isAlive: boolean
}

/** Something that will happen when the schedule says so, and not before. */
export interface Step {
  /** Whose code it lets go on; null: the network's or the world's own. */
  owner: Living | null
  /** Ranks and the story know it by this name. */
  actor: string
  what: string
  /** Not before this moment, milliseconds. */
  dueAt: number
  take(): void | Promise<void>
}

/**
 * One event loop in place of many: everything that leaves a simulated instance (a statement, a call, a wait, a labelled
 * point) parks here as a step, and one step at a time is taken. Between two steps nothing runs, so the order of steps
 * is the whole of chance, and the same order is the same run.
 */
export class Stage implements Moment {
  now: number
  steps: Step[] = []
  readonly story: string[] = []
  /** While true every step is taken at once, in the order of arrival: for setting the scene. */
  isFree = true
  taken = 0
  readonly #actor = new AsyncLocalStorage<string>()

  constructor(now: Date) {
    this.now = now.getTime()
  }

  /** Who is at it. */
  get actor(): string {
    return this.#actor.getStore() ?? 'setting'
  }

  as<T>(actor: string, act: () => T): T {
    return this.#actor.run(actor, act)
  }

  add(step: Pick<Step, 'owner' | 'what' | 'take'> & Partial<Step>): Step {
    const whole: Step = { actor: this.actor, dueAt: 0, ...step }
    if (step.owner?.isAlive === false) return whole
    if (this.isFree && whole.dueAt <= this.now) void whole.take()
    else this.steps.push(whole)
    return whole
  }

  /** The code that awaits it goes on when this step is taken; never, when its owner died. */
  pass(owner: Living, what: string): Promise<void> {
    return new Promise((resolve) => {
      this.add({ owner, what, take: resolve })
    })
  }

  wait(owner: Living, milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = this.add({
        owner,
        what: `has waited ${milliseconds} ms`,
        dueAt: this.now + milliseconds,
        take: resolve,
      })
      signal?.addEventListener('abort', () => {
        this.drop(step)
        reject(signal.reason as Error)
      })
    })
  }

  drop(step: Step): void {
    this.steps = this.steps.filter((each) => each !== step)
  }

  /** Nothing of an instance that died is ever taken. */
  bury(owner: Living): void {
    this.steps = this.steps.filter((step) => step.owner !== owner)
  }

  runnable(): Step[] {
    return this.steps.filter(({ dueAt }) => dueAt <= this.now)
  }

  /** When the next step that waits for the clock is due; null: none does. */
  nextDue(): number | null {
    const moments = this.steps.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt > this.now)
    return moments.length === 0 ? null : Math.min(...moments)
  }

  async take(step: Step): Promise<void> {
    this.drop(step)
    this.tell(`${step.owner?.name ?? '-'} ${step.actor}: ${step.what}`)
    this.taken += 1
    await step.take()
    await this.quiet()
  }

  /** Until all code has gone as far as it can without another step. */
  async quiet(): Promise<void> {
    // Code of ours may put something off to the next turn of the event loop, at most once or twice in a row.
    for (let turns = 0; turns < 3; turns++) await turn()
  }

  /** The clock of all moves on. */
  leap(seconds: number): void {
    this.now += seconds * 1000
    this.tell(`=== ${seconds} s pass`)
  }

  tell(words: string): void {
    this.story.push(
      `${String(this.taken).padStart(4)}  ${new Date(this.now).toISOString().slice(11, 23)}  ${words}`,
    )
  }
}
