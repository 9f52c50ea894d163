import type { Actor } from '../../../kit/event.ts'
import { Fault } from '../../../kit/fault.ts'
import { Gather, type Together } from '../../../kit/gather.ts'
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

const nameOf = ({ connectionId, generation, keyId, keyVersion, actor }: Read): string =>
  `${connectionId}${generation}${keyId ?? actor.id ?? ''}${keyVersion ?? ''}`

async function flush(world: World, batch: readonly Together<Read>[]): Promise<boolean[]> {
  try {
    return await send(world, batch)
  } catch (error) {
    if (!isMissingMonth(error)) throw error
    await makeMonths(world)
    return send(world, batch)
  }
}

async function send(world: World, batch: readonly Together<Read>[]): Promise<boolean[]> {
  const reads = batch.map(({ asked }) => asked)
  const [row] = await world.sql<{ good: number[]; clock: Date }>`
    select good, clock from audit_release(${world.now()}, ${uuids(reads.map(() => uuidv7(world)))}, ${uuids(reads.map((read) => read.accountId))},
      ${uuids(reads.map((read) => read.connectionId))}, ${bigints(reads.map((read) => read.generation))}, ${uuids(reads.map((read) => read.keyId))},
      ${integers(reads.map((read) => read.keyVersion))}, ${uuids(reads.map((read) => read.logAccount))}, ${uuids(reads.map((read) => read.logSubject))},
      ${texts(reads.map((read) => read.actor.kind))}, ${texts(reads.map((read) => read.actor.id))}, ${integers(batch.map(({ count }) => count))},
      ${texts(reads.map((read) => read.requestId))}, ${byteas(reads.map((read) => read.fingerprint))})`
  world.calibrate(row!.clock)
  const good = new Set(row!.good)
  return reads.map((_, index) => good.has(index + 1))
}

/** Equal reads of one flush become one entry with a count. An entry whose reader was refused says only that it was about to. */
const releaserOf = resident((root) => {
  const world = { ...root, sql: root.sql.as({ role: 'login' }) }
  return new Gather<Read, boolean>({
    nameOf,
    send: (batch) => flush(world, batch),
    refusal: (cause) =>
      cause instanceof Fault ? cause : auditFaults.AUDIT_UNAVAILABLE({ retryAfterSeconds: 2 }, { cause }),
  })
})

/**
 * Makes the entry of a secret's release durable. True: it may leave now. False: the connection or the key changed
 * since the read, so it must be read again. Never called inside a transaction.
 * @throws AUDIT_UNAVAILABLE when the entry could not be made durable: nothing may leave
 */
export const release = (world: World, read: Read): Promise<boolean> => releaserOf(world).ask(read)
