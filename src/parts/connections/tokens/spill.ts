import { CommitUnknown } from '../../../kit/sql.ts'
import { Fault } from '../../../kit/fault.ts'
import { resident, type World } from '../../../kit/world.ts'
import type { Received } from './received.ts'
import { type Saved, saveReceived } from './save.ts'

/** Answers received and not yet saved, in this process's memory. */
const unsaved = resident(() => new Set<Promise<unknown>>())

const folder = 'spill'
const fileOf = (received: Received): string =>
  `${folder}/${received.connectionId}-${received.generation}.json`

/** No claim is made while an answer waits to be saved: it may be the newest token of the very connection. */
export const settledSpills = async (world: World): Promise<void> =>
  void (await Promise.allSettled(unsaved(world)))

/**
 * Saves an answer however long the database is away: first in memory, after the first failure also as a synced file
 * that the next start drains. Resolves once it is saved.
 */
export function saveSurely(world: World, received: Received): Promise<Saved> {
  const saving = saveRepeatedly(world, received).finally(() => unsaved(world).delete(saving))
  unsaved(world).add(saving)
  return saving
}

async function saveRepeatedly(world: World, received: Received): Promise<Saved> {
  for (let failures = 0; ; failures++) {
    try {
      const saved = await saveReceived(world, received)
      if (failures > 0) await world.files?.remove(fileOf(received))
      return saved
    } catch (error) {
      if (!isDatabaseAway(error)) throw error
      if (failures === 0) await spill(world, received)
      await world.wait(Math.min(2_000, 100 * 2 ** failures))
    }
  }
}

const isDatabaseAway = (error: unknown): boolean =>
  error instanceof CommitUnknown || (error instanceof Fault && error.code === 'DATABASE_UNAVAILABLE')

async function spill(world: World, received: Received): Promise<void> {
  await world.point('spill.before_write')
  await world.files?.write(fileOf(received), Buffer.from(JSON.stringify(received, encodeBytes)))
  world.log.warn('the database is away: an answer waits in the spill', {
    connectionId: received.connectionId,
    generation: received.generation,
  })
  await world.point('spill.written')
}

// JSON.stringify hands a Buffer over as its toJSON form.
const encodeBytes = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'Buffer'
    ? { bytes: Buffer.from((value as { data: number[] }).data).toString('base64') }
    : value

const dates = new Set(['expiresAt', 'receivedAt'])
const decode = (name: string, value: unknown): unknown => {
  if (typeof value === 'object' && value !== null && 'bytes' in value)
    return Buffer.from(String(value.bytes), 'base64')
  return dates.has(name) && typeof value === 'string' ? new Date(value) : value
}

/**
 * Saves what an earlier process left in the spill, before anything is claimed.
 * @returns those whose connection has ended: not stored, to be revoked
 */
export async function drainSpill(world: World): Promise<Received[]> {
  const closed: Received[] = []
  for (const name of (await world.files?.list(folder)) ?? []) {
    const bytes = await world.files!.read(`${folder}/${name}`)
    if (!bytes) continue
    const received = JSON.parse(Buffer.from(bytes).toString(), decode) as Received
    if ((await saveReceived(world, received)) === 'closed') closed.push(received)
    await world.files!.remove(`${folder}/${name}`)
  }
  return closed
}
