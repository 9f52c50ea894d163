import { hoursAfter } from '../../../kit/duration.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { holdCursor, moveCursor, noteReminders } from './store.ts'

/** Blocks looked at in one transaction: each holds about a second of the log. */
const mostBlocks = 60n
/** What happened earlier, while no mail was sent or nothing ran, is nobody's news any more. */
const newsHours = 24
/** More blocks than a day has: what lies before them is not even looked at. */
const newsBlocks = 100_000n

/**
 * Follows the log: each connection that needs its owner becomes one reminder, under the event's id, and the cursor
 * moves in the same transaction. One process at a time.
 * @returns reminders that were noted
 */
export async function follow(world: World, budgetMilliseconds: number): Promise<number> {
  if (!world.mail) return 0
  const jobs = as(world, { role: 'jobs' })
  const endsAt = world.now().getTime() + budgetMilliseconds
  let noted = 0
  for (;;) {
    const step = await transaction(jobs, followOnce)
    noted += step.noted
    if (!step.isMore || world.now().getTime() > endsAt) return noted
  }
}

async function followOnce(world: World): Promise<{ noted: number; isMore: boolean }> {
  const [cursor] = await holdCursor(world)
  if (!cursor) return { noted: 0, isMore: false }
  const head = BigInt(cursor.head)
  const from = later(BigInt(cursor.no), head - newsBlocks)
  const upTo = head < from + mostBlocks ? head : from + mostBlocks
  if (upTo <= from) return { noted: 0, isMore: false }
  const noted = await noteReminders(world, from, upTo, hoursAfter(world.now(), -newsHours))
  await moveCursor(world, upTo)
  return { noted, isMore: upTo < head }
}

const later = (one: bigint, other: bigint): bigint => (one > other ? one : other)
