import { after, type Timer } from './duration.ts'

/** What a {@link Silence} watches. */
export interface Watched {
  /** How long nothing may be heard before the server is asked whether it is there. Default 1,000. */
  quietMilliseconds?: number
  /** One round trip on a connection of its own; rejects when nothing comes back in time. */
  probe(): Promise<void>
  /** Ends every connection, so that whoever waits on one is told. */
  drop(): void
}

/**
 * Notices that the server has gone silent. A network that drops everything tells nobody: each statement would wait for
 * its own time to run out, which is long, as a slow statement is no lost one. So while statements wait and no answer
 * of any comes for a second, the server is asked on a new connection. When that fails too, all of them are told at once,
 * and what is asked meanwhile is refused on the spot, until the server answers again.
 */
export class Silence {
  readonly #watched: Watched
  readonly #quietMilliseconds: number
  #waiting = 0
  /** Counts answers: unchanged means that nothing was heard. */
  #heard = 0
  #timer: Timer | null = null
  #isSilent = false
  #isOver = false

  constructor(watched: Watched) {
    this.#watched = watched
    this.#quietMilliseconds = watched.quietMilliseconds ?? 1_000
  }

  /** Nothing need be sent: it would not arrive. */
  get isSilent(): boolean {
    return this.#isSilent
  }

  /** Around the answer to anything that was sent. */
  async watch<T>(answer: Promise<T>): Promise<T> {
    this.#waiting += 1
    this.#timer ??= this.#listen()
    try {
      return await answer
    } finally {
      this.#waiting -= 1
      this.#heard += 1
    }
  }

  close(): void {
    this.#isOver = true
    this.#timer?.cancel()
  }

  #listen(): Timer {
    const heardBefore = this.#heard
    return after(this.#quietMilliseconds, () => void this.#look(heardBefore), { keepsProcessAlive: false })
  }

  async #look(heardBefore: number): Promise<void> {
    if (this.#heard === heardBefore && (this.#waiting > 0 || this.#isSilent)) await this.#ask(heardBefore)
    this.#timer = null
    if (!this.#isOver && (this.#isSilent || this.#waiting > 0)) this.#timer = this.#listen()
  }

  async #ask(heardBefore: number): Promise<void> {
    const isThere = await this.#watched.probe().then(
      () => true,
      () => false,
    )
    // After a pause of our own process timers run before what came meanwhile is read.
    await new Promise((resolve) => setImmediate(resolve))
    const wasSilent = this.#isSilent
    this.#isSilent = !isThere && this.#heard === heardBefore
    if (this.#isSilent && !wasSilent) this.#watched.drop()
  }
}
