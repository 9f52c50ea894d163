import type { Clock } from './clock.ts'
import type { Endpoint } from './endpoints.ts'
import { fingerprint } from './fingerprint.ts'
import type { Watch } from './watch.ts'

/**
 * What became of the bytes of an answer. `sent`: handed to the system whole. `reset`, `hung`, `cut`: spoiled by a
 * fault. `peer_left`: the caller was gone before. `pending`: not answered yet.
 */
export type Delivery = 'pending' | 'sent' | 'reset' | 'hung' | 'cut' | 'peer_left'

/** One request as the sandbox saw it. Tokens appear as fingerprints only, never in clear. */
export interface Call {
  readonly number: number
  /** Arrival by the sandbox's clock, milliseconds since 1970. */
  readonly at: number
  readonly endpoint: Endpoint
  readonly method: string
  readonly path: string
  clientId?: string
  athleteId?: number
  grantId?: string
  grantType?: string
  /** Fingerprint of the refresh token, or of the code, that came with the request. */
  presented?: string
  /** Fingerprint of the refresh token in the answer, delivered or not. */
  issued?: string
  /** Fingerprint of the access token in the answer, delivered or not. */
  issuedAccess?: string
  /**
   * What was really done: `code_exchanged`, `rotated` (new access and new refresh token), `refreshed` (new access
   * token, same refresh token), `handed_back` (nothing new), `ended`, `refused: <why>`, `answered`, or `not_done`.
   */
  outcome: string
  fault?: { id: string; kind: string }
  status?: number
  delivery: Delivery
}

const keptCalls = 20_000

/** Every request but those to `/_control`, oldest first; the newest 20000. */
export class Ledger {
  readonly #calls: Call[] = []
  readonly #clock: Clock
  readonly #watch: Watch
  #number = 0

  constructor(clock: Clock, watch: Watch) {
    this.#clock = clock
    this.#watch = watch
  }

  open(endpoint: Endpoint, method: string, path: string): Call {
    this.#number += 1
    const call: Call = {
      number: this.#number,
      at: this.#clock.now(),
      endpoint,
      method,
      path,
      outcome: 'not_done',
      delivery: 'pending',
    }
    this.#calls.push(call)
    if (this.#calls.length > keptCalls) this.#calls.shift()
    this.#watch.notify()
    return call
  }

  close(call: Call, delivery: Delivery): void {
    call.delivery = delivery
    this.#watch.notify()
  }

  all(): readonly Call[] {
    return this.#calls
  }

  /** The calls to one endpoint. */
  to(endpoint: Endpoint): Call[] {
    return this.#calls.filter((call) => call.endpoint === endpoint)
  }

  /** The calls that presented this refresh token or code. */
  presenting(token: string): Call[] {
    const presented = fingerprint(token)
    return this.#calls.filter((call) => call.presented === presented)
  }

  /** Resolves when at least so many calls to the endpoint were answered, or came to nothing, whichever way. */
  untilOver(calls: number, endpoint: Endpoint, signal?: AbortSignal): Promise<void> {
    const over = () => this.to(endpoint).filter(({ delivery }) => delivery !== 'pending').length
    return this.#watch.until(() => over() >= calls, signal)
  }

  /** Resolves when at least so many calls to the endpoint have arrived. */
  until(calls: number, endpoint: Endpoint, signal?: AbortSignal): Promise<void> {
    return this.#watch.until(() => this.to(endpoint).length >= calls, signal)
  }
}
