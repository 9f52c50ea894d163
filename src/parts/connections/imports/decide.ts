import { Fault } from '../../../kit/fault.ts'
import { uuidv7 } from '../../../kit/id.ts'
import type { Caller } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { findSubject, subjectFor } from '../../accounts/index.ts'
import type { FailureReason } from './failures.ts'

/** `imported`: a new connection. `renewed`: newer tokens for one that was there. `unchanged`: what is here is as new. */
export type Outcome = 'imported' | 'renewed' | 'unchanged'

export interface Imported {
  outcome: Outcome
  /** Null for a new one of a dry run. */
  connectionId: string | null
}

export type Decided = Imported | { reason: FailureReason }

export interface Importing {
  caller: Caller
  requestId: string
  /** Decides everything and stores nothing. */
  dryRun: boolean
}

/**
 * Imports for a user of the source, whom only a row that is taken brings here. `take` decides, and stores unless it is a
 * dry run; a user who is not here yet has an id that nothing else has.
 */
export async function forUser(
  world: World,
  importing: Importing,
  userId: string | null,
  take: (importing: Importing, subjectId: string) => Promise<Decided>,
): Promise<Decided> {
  const { accountId } = importing.caller
  try {
    if (userId === null) return await take(importing, accountId)
    const known = await findSubject(world, accountId, userId)
    if (known) return await take(importing, known.id)
    const foreseen = await take({ ...importing, dryRun: true }, uuidv7(world))
    if (importing.dryRun || 'reason' in foreseen) return foreseen
    return await take(importing, (await subjectFor(world, accountId, userId)).id)
  } catch (error) {
    const reason = error instanceof Fault ? refusals[error.code] : undefined
    if (reason) return { reason }
    throw error
  }
}

/** Faults of the rules we share with the connect pages, where a person would be asked. */
const refusals: Readonly<Record<string, FailureReason>> = {
  OWNER_CONFIRMATION_NEEDED: 'not_the_configured_owner',
  SUPERSEDE_CONFIRMATION_NEEDED: 'held_by_another',
  SUBJECT_ERASING: 'user_is_erased',
}
