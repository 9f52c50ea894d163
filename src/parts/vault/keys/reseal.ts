import type { SealedColumn } from '../../../kit/part.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { as, resident, transaction, type World } from '../../../kit/world.ts'
import { Refused } from '../faults.ts'
import { deriveSubjectKey, keyIdOf, openWith, sealWith, type SubjectKey } from '../format.ts'
import type { Keyring } from '../keyring.ts'
import { keyringOf, lookForKeys } from '../root-keys.ts'
import { houseOf } from './house.ts'
import { retireEmpty } from './retire.ts'
import {
  countResealed,
  type Cursor,
  listKeys,
  nextRows,
  noteUnreadable,
  type PageRow,
  replaceSealed,
  type Resealed,
  takeTurn,
} from './store.ts'

/** Rows of one statement. */
const batchRows = 64
/** Sealed anew in one go: all else in this process waits for it, 0.1 ms a row. */
const sliceRows = 8
/** After a round that moved nothing and left rows behind, the next one waits this long. */
const restMilliseconds = 60_000
const beginning: Cursor = { rowId: '00000000-0000-0000-0000-000000000000', generation: -1 }

/** How far this process's round is. Only a speed-up: after a crash the next one starts over and finds what is left. */
interface Round {
  worker: string
  column: number
  after: Cursor
  moved: number
  unreadable: Map<number, number>
  restsUntil: number
}
const rounds = resident((world): Round => ({ ...aRound(), worker: uuidv7(world) }))
const aRound = (): Omit<Round, 'worker'> => ({
  column: 0,
  after: beginning,
  moved: 0,
  unreadable: new Map(),
  restsUntil: 0,
})

/**
 * Seals anew, under the primary key, what is sealed under keys that were replaced, and retires those that nothing is
 * sealed under any more. One process at a time; killed at any moment it loses and repeats nothing.
 * @returns records sealed anew
 */
export async function reseal(world: World, budgetMilliseconds: number): Promise<number> {
  const jobs = as(world, { role: 'jobs' })
  const round = rounds(world)
  const endsAt = world.now().getTime() + budgetMilliseconds
  if (world.now().getTime() < round.restsUntil) return 0
  const keys = await keysToLeave(jobs)
  if (keys.length === 0) return 0
  // The turn of the oldest stands for all.
  const turn = await takeTurn(jobs, keys[0]!, round.worker)
  if (turn.length === 0) return 0
  await lookForKeys(world)
  const columns = houseOf(world).sealed
  let done = 0
  do {
    const column = columns[round.column]
    if (!column) {
      await endRound(jobs, keys, round)
      return done
    }
    const beganAt = world.now().getTime()
    done += await oneBatch(jobs, column, keys, round)
    // At most half of the time is ours: readers do not wait for a rotation.
    await world.wait(Math.max(0, world.now().getTime() - beganAt))
  } while (world.now().getTime() < endsAt)
  return done
}

/** Those that opened alone since another took their place, the oldest first. */
async function keysToLeave(world: World): Promise<number[]> {
  const keys = await listKeys(world)
  return keys.filter(({ purpose, state }) => purpose === 'seal' && state === 'open').map(({ id }) => id)
}

async function endRound(world: World, keys: readonly number[], round: Round): Promise<void> {
  for (const key of keys) await noteUnreadable(world, key, round.unreadable.get(key) ?? 0)
  const left = await retireEmpty(world, keys)
  const isStuck = left > 0 && round.moved === 0
  Object.assign(round, aRound(), isStuck && { restsUntil: world.now().getTime() + restMilliseconds })
}

async function oneBatch(
  world: World,
  column: SealedColumn,
  keys: readonly number[],
  round: Round,
): Promise<number> {
  const page = await nextRows(world, column, keys, round.after, batchRows)
  const last = page.at(-1)
  if (!last) {
    Object.assign(round, { column: round.column + 1, after: beginning })
    return 0
  }
  const byKey = await sealedAnew(world, column, page, round)
  if (byKey.size > 0) await world.point('vault.before_reseal_write')
  let done = 0
  for (const [key, rows] of byKey) done += await written(world, column, key, rows)
  Object.assign(round, {
    after: { rowId: last.rowId, generation: last.generation },
    moved: round.moved + done,
  })
  return done
}

/** Rows and their count in one transaction: the count is as true as the rows after a crash. */
const written = (world: World, column: SealedColumn, key: number, rows: Resealed[]): Promise<number> =>
  transaction(world, async (world) => {
    const replaced = await replaceSealed(world, column, rows)
    if (replaced > 0) await countResealed(world, key, replaced)
    return replaced
  })

async function sealedAnew(
  world: World,
  column: SealedColumn,
  page: readonly PageRow[],
  { unreadable }: Round,
): Promise<Map<number, Resealed[]>> {
  const keyring = keyringOf(world)
  const byKey = new Map<number, Resealed[]>()
  for (const [index, row] of page.filter(({ isAskedFor }) => isAskedFor).entries()) {
    if (index > 0 && index % sliceRows === 0) await world.wait(0)
    const key = keyIdOf(row.sealed!)
    const anew = newRecord(world, keyring, column, row)
    if (anew === null) unreadable.set(key, (unreadable.get(key) ?? 0) + 1)
    else byKey.set(key, [...(byKey.get(key) ?? []), anew])
  }
  return byKey
}

/** The same secret at the same place, under the primary key; `null` when it does not open: it is left as it is. */
function newRecord(
  world: World,
  keyring: Keyring,
  { table, field }: SealedColumn,
  { accountId, subjectId, rowId, generation, sealed, salt }: PageRow,
): Resealed | null {
  const place = { accountId, subjectId, table, rowId, field, generation }
  const keyFor = (id: number): SubjectKey => deriveSubjectKey(id, keyring.byId(id).key, salt!, subjectId)
  if (!salt || !sealed) return null
  try {
    const plaintext = openWith(keyFor(keyIdOf(sealed)), place, sealed)
    const anew = sealWith(keyFor(keyring.primary('seal').id), place, plaintext, world.random(12))
    plaintext.fill(0)
    return { rowId, generation, old: sealed, new: anew }
  } catch (error) {
    if (error instanceof Refused) return null
    throw error
  }
}
