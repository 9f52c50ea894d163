import { as, transaction, type World } from '../../../kit/world.ts'
import { holdCursor, moveCursor, noteEvents } from './store.ts'

/** Blocks looked at in one transaction: each holds about a second of the log. */
const mostBlocks = 60n

/**
 * Follows the log: its blocks are complete and in order once they are there, so every entry that is news to an
 * endpoint becomes one delivery, and the cursor moves in the same transaction. One process at a time.
 * @returns deliveries that were noted
 */
export async function follow(world: World, budgetMilliseconds: number): Promise<number> {
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
  const [from, head] = [BigInt(cursor.no), BigInt(cursor.head)]
  const upTo = head < from + mostBlocks ? head : from + mostBlocks
  if (upTo <= from) return { noted: 0, isMore: false }
  const noted = await noteEvents(world, from, upTo)
  if (noted > 0) await world.point('webhooks.noted')
  await moveCursor(world, upTo)
  return { noted, isMore: upTo < head }
}
