import { secondsBetween } from '../../../kit/duration.ts'
import { Fault } from '../../../kit/fault.ts'
import { CommitUnknown } from '../../../kit/sql.ts'
import { resident, type World } from '../../../kit/world.ts'
import { deadlinesOf } from './deadlines.ts'

/** When this process last saw the database fail. */
const seen = resident<{ awayAt: Date | null }>(() => ({ awayAt: null }))

const isAway = (error: unknown): boolean =>
  error instanceof CommitUnknown || (error instanceof Fault && error.code === 'DATABASE_UNAVAILABLE')

/** Remembers it when the work finds the database away. */
export async function noticingAbsence<T>(world: World, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isAway(error)) seen(world).awayAt = world.now()
    throw error
  }
}

/**
 * Seconds for which nobody here may take over from another: one who got an answer while the database was away needs
 * time to save it, or to drain its spill. 0 and below: none.
 */
export function holdOffSeconds(world: World): number {
  const { awayAt } = seen(world)
  return awayAt === null ? 0 : deadlinesOf(world).takeoverSeconds - secondsBetween(awayAt, world.now())
}
