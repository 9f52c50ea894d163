/** Lengths of time and moments. A length's name ends in its unit; a moment is a `Date`. */

const millisecondsPer = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

export const millisecondsAfter = (moment: Date, milliseconds: number): Date =>
  new Date(moment.getTime() + milliseconds)

export const secondsAfter = (moment: Date, seconds: number): Date =>
  millisecondsAfter(moment, seconds * millisecondsPer.second)

export const minutesAfter = (moment: Date, minutes: number): Date =>
  millisecondsAfter(moment, minutes * millisecondsPer.minute)

export const hoursAfter = (moment: Date, hours: number): Date =>
  millisecondsAfter(moment, hours * millisecondsPer.hour)

export const daysAfter = (moment: Date, days: number): Date =>
  millisecondsAfter(moment, days * millisecondsPer.day)

/** Negative when `to` is before `from`. */
export const millisecondsBetween = (from: Date, to: Date): number => to.getTime() - from.getTime()

/** Fractions kept; negative when `to` is before `from`. */
export const secondsBetween = (from: Date, to: Date): number =>
  millisecondsBetween(from, to) / millisecondsPer.second

export const earlierOf = (one: Date, other: Date): Date => (other.getTime() < one.getTime() ? other : one)

export interface Timer {
  /** Does nothing when it has already run. */
  cancel(): void
}

// The host's timers count in 31 bits and fire at once beyond them.
const longestTimerMilliseconds = 2 ** 31 - 1

/**
 * Runs `run` once, that many milliseconds from now (0 and below: as soon as the event loop turns). Waits of more than
 * 24 days are counted in steps. With `keepsProcessAlive: false` (default true) a waiting timer does not hold up exit.
 */
export function after(
  milliseconds: number,
  run: () => void,
  options: { keepsProcessAlive?: boolean } = {},
): Timer {
  let timer: NodeJS.Timeout
  const arm = (left: number) => {
    const step = Math.min(left, longestTimerMilliseconds)
    timer = setTimeout(() => (left > step ? arm(left - step) : run()), step)
    if (options.keepsProcessAlive === false) timer.unref()
  }
  arm(milliseconds)
  return { cancel: () => clearTimeout(timer) }
}

/**
 * Like {@link after}, for what another is judged by: a process that was held still reads first what came meanwhile, so that
 * nobody is late only because we did not listen.
 */
export function overdue(milliseconds: number, run: () => void): Timer {
  let isOver = false
  const timer = after(milliseconds, () => setImmediate(() => isOver || run()))
  return {
    cancel() {
      isOver = true
      timer.cancel()
    },
  }
}
