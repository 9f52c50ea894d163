import { millisecondsAfter } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'
import type { KeyringError } from '../faults.ts'

/** How long KMS is waited for, and when it is left alone. */
export interface Patience {
  /** Calls in a row before we give up. */
  attempts: number
  /** For one attempt: credentials, connection and the whole answer. */
  attemptMilliseconds: number
  /** For all attempts and waits between them: a start never hangs for longer at one key. */
  callMilliseconds: number
  /** Before the second attempt; doubles with each, with jitter of up to as much again. */
  firstWaitMilliseconds: number
  /** Failures in a row, of all calls of this process, after which KMS is left alone. */
  failuresToPause: number
  pauseMilliseconds: number
}

export const usualPatience: Patience = {
  attempts: 5,
  attemptMilliseconds: 4_000,
  callMilliseconds: 20_000,
  firstWaitMilliseconds: 200,
  failuresToPause: 5,
  pauseMilliseconds: 10_000,
}

/**
 * The breaker of one process, in memory: it must hold before the database is asked, and for a restore, which has none.
 * After a pause one call goes out alone; whether it comes back decides.
 */
export class Pause {
  #failures = 0
  #until: Date | null = null
  #last: KeyringError | null = null
  readonly #patience: Patience

  constructor(patience: Patience) {
    this.#patience = patience
  }

  /** What failed last, while nobody may ask; else `null`, and who got it must report how it went. */
  hold(now: Date): KeyringError | null {
    if (!this.#until) return null
    if (now < this.#until) return this.#last
    // The others wait until this one is back, or its time is over.
    this.#until = millisecondsAfter(now, this.#patience.attemptMilliseconds)
    return null
  }

  answered(): void {
    this.#failures = 0
    this.#until = null
  }

  failed(now: Date, error: KeyringError): void {
    this.#last = error
    this.#failures += 1
    if (this.#failures >= this.#patience.failuresToPause)
      this.#until = millisecondsAfter(now, this.#patience.pauseMilliseconds)
  }
}

/** Before the attempt after this one (from 1): doubling, with jitter so that processes do not come in step. */
export function backOffMilliseconds(
  { random }: Pick<World, 'random'>,
  { firstWaitMilliseconds }: Patience,
  attempt: number,
): number {
  return firstWaitMilliseconds * 2 ** (attempt - 1) * (1 + random(1)[0]! / 256)
}
