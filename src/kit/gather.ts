import { overdue } from './duration.ts'

/** What is asked of a {@link Gather}, and by how many. */
export interface Together<Asked> {
  asked: Asked
  count: number
}

export interface GatherOptions<Asked, Answer> {
  /** Equal names of one flight are one place in it: what they ask is equal, too. */
  nameOf(asked: Asked): string
  /** One statement for all of them. Its answers are in their order. */
  send(batch: readonly Together<Asked>[]): Promise<readonly Answer[]>
  /** From when a flight leaves. Whoever is in it, or waits behind it, is refused then rather than kept. Default 2,000. */
  longestMilliseconds?: number
  refusal(cause: unknown): Error
}

interface Waiting<Asked, Answer> extends Together<Asked> {
  settle: { resolve(answer: Answer): void; reject(error: unknown): void }[]
}

/** Places in one flight. */
const mostInFlight = 512

/**
 * Questions to the database that go together, as one statement: all of one turn of the event loop, and what arrives while
 * a flight is under way goes with the next. A second one beside it was measured, and only makes both smaller. Never a
 * timer: a timed window only adds its own length. Every answer was asked for after its question came.
 */
export class Gather<Asked, Answer> {
  readonly #options: GatherOptions<Asked, Answer>
  #waiting = new Map<string, Waiting<Asked, Answer>>()
  #isFlying = false
  #isLeaving = false

  constructor(options: GatherOptions<Asked, Answer>) {
    this.#options = options
  }

  ask(asked: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const name = this.#options.nameOf(asked)
      const waiting = this.#waiting.get(name)
      if (waiting) {
        waiting.count += 1
        waiting.settle.push({ resolve, reject })
      } else {
        this.#waiting.set(name, { asked, count: 1, settle: [{ resolve, reject }] })
      }
      this.#departSoon()
    })
  }

  #departSoon(): void {
    if (this.#isLeaving || this.#isFlying) return
    this.#isLeaving = true
    setImmediate(() => {
      this.#isLeaving = false
      this.#depart()
    })
  }

  #depart(): void {
    if (this.#isFlying || this.#waiting.size === 0) return
    const batch = [...this.#waiting.values()].slice(0, mostInFlight)
    if (batch.length === this.#waiting.size) this.#waiting = new Map()
    else for (const name of [...this.#waiting.keys()].slice(0, mostInFlight)) this.#waiting.delete(name)
    this.#isFlying = true
    void this.#fly(batch)
  }

  /** The next one leaves before those of this one are answered: the database has work meanwhile. */
  #landed(): void {
    this.#isFlying = false
    this.#depart()
  }

  async #fly(batch: Waiting<Asked, Answer>[]): Promise<void> {
    const { send, longestMilliseconds = 2_000 } = this.#options
    const bound = overdue(longestMilliseconds, () => {
      const behind = this.#waiting
      this.#waiting = new Map()
      this.#refuse([...batch, ...behind.values()], 'slow')
    })
    try {
      const answers = await send(batch).finally(() => this.#landed())
      batch.forEach(({ settle }, index) => settle.forEach(({ resolve }) => resolve(answers[index]!)))
    } catch (error) {
      this.#refuse(batch, error)
    } finally {
      bound.cancel()
    }
  }

  #refuse(batch: readonly Waiting<Asked, Answer>[], cause: unknown): void {
    const refusal = this.#options.refusal(cause)
    batch.forEach(({ settle }) => settle.forEach(({ reject }) => reject(refusal)))
  }
}
