import type { Happening } from '../../../kit/event.ts'
import type { Change } from '../../../kit/sink.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../log/record.ts'
import { deploymentState } from '../log/store.ts'
import { auditSettings } from '../settings.ts'
import { type Claim, markFailed, markReturned, moveSink } from './store.ts'

/** What else is to be told of lines that were taken. */
export interface Remarks {
  change: Change | null
  /** Entries that the retention had dropped before they were taken. */
  skipped: bigint
}

/** Moves the cursor; the log says in the same transaction what became of the sink. @returns whether the claim still held */
export async function bookTaken(jobs: World, reached: Claim, { change, skipped }: Remarks): Promise<boolean> {
  const told = await transaction(jobs, async (world) => {
    if (!(await moveSink(world, reached))) return null
    const since = await markReturned(world, reached)
    if (since) await tell(world, 'audit.sink_recovered', 'ok', { since: since.toISOString() })
    if (change) await tell(world, 'audit.sink_replaced', 'ok', { change })
    if (skipped > 0n) await tell(world, 'audit.sink_skipped', 'failed', { entries: Number(skipped) })
    return { isBack: since !== null }
  })
  if (!told) return false
  if (told.isBack) jobs.log.info('the second sink of the audit log takes entries again')
  if (change) jobs.log.warn('the file of the second audit sink is another one now', { reason: change })
  if (skipped > 0n)
    jobs.log.warn('entries were dropped before the second audit sink took them', { count: Number(skipped) })
  return true
}

/** The first failure of a row is an event; the reason of the newest is kept. */
export async function bookFailed(jobs: World, claim: Pick<Claim, 'claimNo'>, reason: string): Promise<void> {
  const isNew = await transaction(jobs, async (world) => {
    const begins = await markFailed(world, claim, reason)
    if (begins) await tell(world, 'audit.sink_failed', 'failed', { reason })
    return begins
  })
  if (isNew) jobs.log.warn('the second sink of the audit log fails', { reason })
}

async function tell(
  world: World,
  action: string,
  outcome: 'ok' | 'failed',
  detail: NonNullable<Happening['detail']>,
): Promise<void> {
  const { homeAccountId, deploymentId } = await deploymentState(world)
  await record(world, {
    action,
    accountId: homeAccountId,
    object: { kind: 'deployment', id: deploymentId },
    actor: { kind: 'job', id: 'audit.sink' },
    outcome,
    detail: { to: world.settings(auditSettings).sink!.kind, ...detail },
  })
}
