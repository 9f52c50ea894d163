import { CommitUnknown, SqlError } from '../../../kit/sql.ts'
import { Fault } from '../../../kit/fault.ts'
import { as, resident, type World } from '../../../kit/world.ts'
import { openSecret, tokenPlace } from '../secrets.ts'
import type { Received } from './received.ts'
import { refresher, type Saved, saveReceived } from './save.ts'

/** Answers received and not yet saved, in this process's memory. */
const unsaved = resident(() => new Set<Promise<unknown>>())

/** In the home: answers that wait to be saved. */
export const spillFolder = 'spill'
const fileOf = (received: Received): string =>
  `${spillFolder}/${received.connectionId}-${received.generation}.json`

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
  let isSpilled = false
  const saved = await insist(
    world,
    () => saveReceived(world, received),
    async (error) => {
      // What time does not mend is left to the next start: the file keeps the token.
      isSpilled ||= await spill(world, received, error)
    },
  )
  if (isSpilled) await world.files?.remove(fileOf(received))
  return saved
}

/** Tries again for as long as the database or the audit log is away. */
export async function insist<T>(
  world: World,
  work: () => Promise<T>,
  onFailure?: (error: unknown) => Promise<void>,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work()
    } catch (error) {
      await onFailure?.(error)
      if (!isPassing(error)) throw error
      await world.wait(Math.min(2_000, 100 * 2 ** failures))
    }
  }
}

// The database or the audit log is away, or the server ended this one statement: 40 conflicts, 53 and 57 its own trouble, 55 locks.
const isPassing = (error: unknown): boolean =>
  error instanceof CommitUnknown ||
  (error instanceof Fault && error.status === 503) ||
  (error instanceof SqlError && /^(40|53|55|57)/.test(error.code))

/** @returns whether the file is there; where the home cannot be written, memory goes on alone */
async function spill(world: World, received: Received, error: unknown): Promise<boolean> {
  const { connectionId, generation } = received
  await world.point('spill.before_write')
  try {
    await world.files?.write(fileOf(received), Buffer.from(JSON.stringify(received, encodeBytes)))
  } catch (error) {
    world.log.error('an answer could not be spilled: it waits in memory alone', {
      connectionId,
      generation,
      error,
    })
    return false
  }
  world.log.warn('an answer could not be saved: it waits in the spill', { connectionId, generation, error })
  await world.point('spill.written')
  return true
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
 * Saves what an earlier process left in the spill, before anything is claimed. A file goes when its answer is stored
 * or, by `end` and behind the start, disposed of: one whose connection has ended, or that opens nowhere. One that nobody
 * can read stays, and one that `end` could not dispose of waits for the next start.
 * @param end whether nothing is left to be done with it
 */
export async function drainSpill(world: World, end: (received: Received) => Promise<boolean>): Promise<void> {
  const remove = (name: string) => world.files!.remove(`${spillFolder}/${name}`)
  for (const name of (await world.files?.list(spillFolder)) ?? []) {
    const received = parsed(await world.files!.read(`${spillFolder}/${name}`))
    if (!received) {
      world.log.warn('a file in the spill cannot be read', { connectionId: name.slice(0, 36) })
      continue
    }
    const saved = (await opens(world, received)) ? await saveReceived(world, received) : 'closed'
    if (saved !== 'closed') await remove(name)
    else world.background(end(received).then((isOver) => (isOver ? remove(name) : undefined)))
  }
}

function parsed(bytes: Uint8Array | null): Received | null {
  try {
    return JSON.parse(Buffer.from(bytes ?? []).toString(), decode) as Received
  } catch {
    return null // the caller tells
  }
}

async function opens(world: World, received: Received): Promise<boolean> {
  const [field, sealed] =
    received.state === 'parsed'
      ? (['access_token', received.accessToken] as const)
      : (['raw', received.raw] as const)
  const account = as(world, { role: 'app', accountId: received.accountId })
  try {
    await openSecret(account, tokenPlace(received, field, received.generation), sealed!, refresher)
    return true
  } catch (error) {
    if (error instanceof Fault && error.code === 'SECRET_UNREADABLE') return false
    throw error
  }
}
