/** Distinct things seen within a length of time; at most `most` are kept, further ones are not counted. */
export class Recent<T> {
  readonly #seen = new Map<T, number>()
  readonly #milliseconds: number
  readonly #most: number

  constructor({ seconds, most }: { seconds: number; most: number }) {
    this.#milliseconds = seconds * 1000
    this.#most = most
  }

  add(thing: T, at: number): void {
    if (this.#seen.delete(thing)) {
      this.#seen.set(thing, at)
      return
    }
    this.#dropOld(at)
    if (this.#seen.size < this.#most) this.#seen.set(thing, at)
  }

  get size(): number {
    return this.#seen.size
  }

  clear(): void {
    this.#seen.clear()
  }

  /** What was seen again was moved to the end: the oldest come first. */
  #dropOld(at: number): void {
    for (const [thing, seenAt] of this.#seen) {
      if (at - seenAt < this.#milliseconds) return
      this.#seen.delete(thing)
    }
  }
}
