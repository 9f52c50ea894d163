import type { Happening } from '../../../kit/event.ts'
import { faults } from '../../../kit/fault.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { SqlError } from '../../../kit/sql.ts'
import { as, type World } from '../../../kit/world.ts'
import { append, makeMonth } from './store.ts'
import { auditFaults } from './faults.ts'

/**
 * Says that something happened, in the caller's transaction: when that commits, the entry is durable; when it does
 * not, neither happened. The only way to say so.
 * @throws AUDIT_UNAVAILABLE when the entry cannot be written; the act must not happen then
 */
export async function record(world: World, happening: Happening): Promise<void> {
  const id = uuidv7(world)
  try {
    await append(world, id, world.now(), happening)
  } catch (error) {
    throw explained(error)
  }
}

/** A failed statement ends its transaction, so a missing month is made apart and the caller tries again. */
function explained(error: unknown): unknown {
  if (!(error instanceof SqlError)) return error
  if (!isMissingMonth(error)) return auditFaults.AUDIT_UNAVAILABLE({ retryAfterSeconds: 2 }, { cause: error })
  return faults.DATABASE_UNAVAILABLE({ retryAfterSeconds: 1 }, { cause: error })
}

export const isMissingMonth = (error: unknown): boolean => error instanceof SqlError && error.code === '23514'

/** Makes the partitions of this month and the next; run at start and by a job. */
export async function makeMonths(world: World): Promise<number> {
  const jobs = as(world, { role: 'jobs' })
  const now = world.now()
  await makeMonth(jobs, now)
  await makeMonth(jobs, new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)))
  return 2
}
