/** The sandbox's own time. It runs with the given clock and can be moved. */
export class Clock {
  readonly #now: () => number
  #movedMilliseconds = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now() + this.#movedMilliseconds
  }

  /** Whole seconds since 1970, as tokens state their expiry. */
  seconds(): number {
    return Math.floor(this.now() / 1000)
  }

  /** Moves the time; a negative number moves it back. */
  advance(seconds: number): void {
    this.#movedMilliseconds += seconds * 1000
  }
}
