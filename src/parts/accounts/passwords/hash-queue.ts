import { resident, type World } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import { accountSettings } from '../settings.ts'

// Hashes run on the threads that also read files and resolve names, of which there are four: two stay free for these.
// Each holds 19 MiB while it runs; one that waits holds nothing.
const inFlightAtMost = 2

const busy = () => accountFaults.SIGN_IN_BUSY({ retryAfterSeconds: 2 })

/** Work of one kind, a little at a time; whoever finds the queue full is sent away at once. */
export class HashQueue {
  readonly #waiting: (() => void)[] = []
  readonly #longest: number
  #running = 0
  #admitted = 0
  /** How many were begun. */
  begun = 0

  /** @param longest how many may wait */
  constructor(longest: number) {
    this.#longest = longest
  }

  /**
   * For what leads to a hash and asks the database before: whoever comes when as many are at it as may wait is sent away
   * before anything is done for him.
   * @throws SIGN_IN_BUSY
   */
  async admit<T>(work: () => Promise<T>): Promise<T> {
    if (this.#admitted >= this.#longest + inFlightAtMost) throw busy()
    this.#admitted++
    try {
      return await work()
    } finally {
      this.#admitted--
    }
  }

  /** @throws SIGN_IN_BUSY when too many wait */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#turn()
    this.begun++
    try {
      return await work()
    } finally {
      this.#handOn()
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < inFlightAtMost) {
      this.#running++
      return
    }
    if (this.#waiting.length >= this.#longest) throw busy()
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** To the next one at once: whoever comes between the two finds no place free. */
  #handOn(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#running--
  }
}

/** This process's own. */
export const hashQueue: (world: World) => HashQueue = resident(
  (world) => new HashQueue(world.settings(accountSettings).passwordQueue),
)
