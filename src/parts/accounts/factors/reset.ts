import { hoursAfter } from '../../../kit/duration.ts'
import type { Actor } from '../../../kit/event.ts'
import { job } from '../../../kit/job.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accountFaults } from '../faults.ts'
import { personOf } from '../people/person.ts'
import { endSessions } from '../sessions/end.ts'
import { tellOfFactor } from './notices.ts'
import { deleteRecoveryCodes } from './recovery-codes.ts'
import { beginReset, clearReset, dueResets, endReset } from './reset-store.ts'
import { deleteFactors, hasFactor } from './store.ts'

/** So long a person can still object, before factors that were said to be lost are taken off. */
export const resetDelayHours = 24

interface By {
  actor: Actor
  requestId: string | null
}

/**
 * The operator's way back in for who lost all factors: a day from now they are taken off, and the person is told at once.
 * Asked again, the day stays the one it was.
 * @returns when @throws PERSON_NOT_FOUND, FACTOR_RESET_POINTLESS
 */
export function askReset(world: World, accountId: string, by: By): Promise<Date> {
  return transaction(as(world, { role: 'app', accountId }), async (world) => {
    if (!(await personOf(world))) throw accountFaults.PERSON_NOT_FOUND()
    if (!(await hasFactor(world))) throw accountFaults.FACTOR_RESET_POINTLESS()
    const { at, isNew } = await beginReset(world, accountId, hoursAfter(world.now(), resetDelayHours))
    if (!isNew) return at
    await record(world, { action: 'factor_reset.asked', accountId, ...by })
    await tellOfFactor(world, 'factor_reset_asked', { at: at.toISOString() })
    return at
  })
}

/** The factors stay. In the account's transaction. @returns whether any were to go */
export async function takeBackReset(world: World, accountId: string, by: By): Promise<boolean> {
  const wasAsked = await clearReset(world, accountId)
  if (wasAsked) await record(world, { action: 'factor_reset.taken_back', accountId, ...by })
  return wasAsked
}

export const factorResetJob = job({
  name: 'accounts.factor_resets',
  everySeconds: 60,
  async run(world) {
    const due = await dueResets(as(world, { role: 'jobs' }), 100)
    for (const { accountId } of due)
      await transaction(as(world, { role: 'app', accountId }), (world) => reset(world, accountId))
    return due.length
  },
})

async function reset(world: World, accountId: string): Promise<void> {
  if (!(await endReset(world, accountId))) return
  const actor = { kind: 'job', id: 'accounts.factor_resets' } as const
  await deleteFactors(world)
  await deleteRecoveryCodes(world)
  await endSessions(world, accountId, { reason: 'factors_changed', actor })
  await record(world, { action: 'factor_reset.done', accountId, actor })
  await tellOfFactor(world, 'factor_reset_done')
}
