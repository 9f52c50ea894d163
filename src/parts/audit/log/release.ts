import type { Actor } from '../../../kit/event.ts'
import { after } from '../../../kit/duration.ts'
import { Fault } from '../../../kit/fault.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { bigints, byteas, integers, texts, uuids } from '../../../kit/sql-array.ts'
import { resident, type World } from '../../../kit/world.ts'
import { auditFaults } from './faults.ts'
import { isMissingMonth, makeMonths } from './record.ts'

/** A read of a secret that is about to be released. */
export interface Read {
  accountId: string
  connectionId: string
  /** Of the token that would leave: it leaves only while the connection still shows this one. */
  generation: number
  /** The key that asks, with the version it was recognised by; null for the operator and fixed principals. */
  keyId: string | null
  keyVersion: number | null
  logAccount: string
  logSubject: string
  actor: Actor
  requestId: string
  fingerprint: Uint8Array
}

interface Waiting {
  read: Read
  count: number
  settle: { resolve(isGood: boolean): void; reject(error: unknown): void }[]
}

/** A commit that takes longer is as good as unknown: its readers are refused rather than kept. */
const longestFlushMilliseconds = 2_000

/** Rows in one flush. */
const mostInFlush = 512

/**
 * Group commit of releases: one statement writes an entry for every read that is still good and says which are.
 * What arrives while it is under way goes with the next: a second one beside it was measured, and only makes both
 * smaller. Never a timer: a timed window only adds its own length. A flush leaves at the end of the turn of the event
 * loop, so that all reads which came in one turn go together.
 */
class Releaser {
  readonly #world: World
  #waiting = new Map<string, Waiting>()
  #isFlying = false
  #isLeaving = false

  constructor(world: World) {
    this.#world = world
  }

  /** Equal reads of one flush become one entry with a count. */
  release(read: Read): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const name = nameOf(read)
      const waiting = this.#waiting.get(name)
      if (waiting) {
        waiting.count += 1
        waiting.settle.push({ resolve, reject })
      } else {
        this.#waiting.set(name, { read, count: 1, settle: [{ resolve, reject }] })
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
    const batch = [...this.#waiting.values()].slice(0, mostInFlush)
    if (batch.length === this.#waiting.size) this.#waiting = new Map()
    else for (const name of [...this.#waiting.keys()].slice(0, mostInFlush)) this.#waiting.delete(name)
    this.#isFlying = true
    void this.#fly(batch)
  }

  /** The next one leaves before this one's readers are answered: the database has work meanwhile. */
  #landed(): void {
    this.#isFlying = false
    this.#depart()
  }

  async #fly(batch: Waiting[]): Promise<void> {
    const bound = after(longestFlushMilliseconds, () =>
      this.#refuse([...batch, ...this.#waiting.values()], 'slow'),
    )
    try {
      const good = await flush(this.#world, batch).finally(() => this.#landed())
      batch.forEach(({ settle }, index) => settle.forEach(({ resolve }) => resolve(good.has(index + 1))))
    } catch (error) {
      this.#refuse(batch, error)
    } finally {
      bound.cancel()
    }
  }

  /** Nothing leaves without its entry; an entry whose reader was refused says only that it was about to. */
  #refuse(batch: readonly Waiting[], cause: unknown): void {
    for (const waiting of batch) this.#waiting.delete(nameOf(waiting.read))
    const refusal =
      cause instanceof Fault ? cause : auditFaults.AUDIT_UNAVAILABLE({ retryAfterSeconds: 2 }, { cause })
    batch.forEach(({ settle }) => settle.forEach(({ reject }) => reject(refusal)))
  }
}

const nameOf = ({ connectionId, generation, keyId, keyVersion, actor }: Read): string =>
  `${connectionId}${generation}${keyId ?? actor.id ?? ''}${keyVersion ?? ''}`

async function flush(world: World, batch: readonly Waiting[]): Promise<Set<number>> {
  try {
    return await send(world, batch)
  } catch (error) {
    if (!isMissingMonth(error)) throw error
    await makeMonths(world)
    return send(world, batch)
  }
}

async function send(world: World, batch: readonly Waiting[]): Promise<Set<number>> {
  const reads = batch.map(({ read }) => read)
  const [row] = await world.sql<{ good: number[]; clock: Date }>`
    select good, clock from audit_release(${world.now()}, ${uuids(reads.map(() => uuidv7(world)))}, ${uuids(reads.map((read) => read.accountId))},
      ${uuids(reads.map((read) => read.connectionId))}, ${bigints(reads.map((read) => read.generation))}, ${uuids(reads.map((read) => read.keyId))},
      ${integers(reads.map((read) => read.keyVersion))}, ${uuids(reads.map((read) => read.logAccount))}, ${uuids(reads.map((read) => read.logSubject))},
      ${texts(reads.map((read) => read.actor.kind))}, ${texts(reads.map((read) => read.actor.id))}, ${integers(batch.map(({ count }) => count))},
      ${texts(reads.map((read) => read.requestId))}, ${byteas(reads.map((read) => read.fingerprint))})`
  world.calibrate(row!.clock)
  return new Set(row!.good)
}

const releaserOf = resident((world) => new Releaser({ ...world, sql: world.sql.as({ role: 'login' }) }))

/**
 * Makes the entry of a secret's release durable. True: it may leave now. False: the connection or the key changed
 * since the read, so it must be read again. Never called inside a transaction.
 * @throws AUDIT_UNAVAILABLE when the entry could not be made durable: nothing may leave
 */
export const release = (world: World, read: Read): Promise<boolean> => releaserOf(world).release(read)
