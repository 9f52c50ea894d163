/** Lets a test wait for something to have happened, without sleeping and hoping. */
export class Watch {
  readonly #waiting = new Set<() => void>()

  /** Says that something changed. */
  notify(): void {
    for (const look of this.#waiting) look()
  }

  /** Resolves as soon as `happened()` is true; rejects when `signal` aborts. */
  until(happened: () => boolean, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        this.#waiting.delete(look)
        signal?.removeEventListener('abort', give)
        end()
      }
      const look = () => happened() && settle(resolve)
      const give = () => settle(() => reject(signal?.reason as Error))
      if (signal?.aborted) return give()
      this.#waiting.add(look)
      signal?.addEventListener('abort', give)
      look()
    })
  }
}
