import type { Watch } from './watch.ts'

/** Where calls under a `hold` fault wait until a test lets them go. */
export class Gates {
  readonly #held = new Map<number, { faultId: string; open: () => void }>()
  readonly #watch: Watch

  constructor(watch: Watch) {
    this.#watch = watch
  }

  /** Waits to be released; returns at once when `signal` aborts. */
  hold(callNumber: number, faultId: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const open = () => {
      this.#held.delete(callNumber)
      signal.removeEventListener('abort', open)
      resolve()
    }
    this.#held.set(callNumber, { faultId, open })
    signal.addEventListener('abort', open)
    if (signal.aborted) open()
    this.#watch.notify()
    return promise
  }

  /** Numbers of the calls that wait. */
  held(): number[] {
    return [...this.#held.keys()]
  }

  /** Lets all held calls go, or only those of one fault. Returns how many went. */
  release(faultId?: string): number {
    const going = [...this.#held.values()].filter((one) => faultId === undefined || one.faultId === faultId)
    for (const one of going) one.open()
    return going.length
  }

  /** Resolves when at least so many calls are waiting. */
  until(calls: number, signal?: AbortSignal): Promise<void> {
    return this.#watch.until(() => this.#held.size >= calls, signal)
  }
}
