import { minutesAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { isConfigured, providersOf } from '../registry.ts'
import { noticingAbsence } from './absence.ts'
import { attemptsOf, dueConnections, endAttempt } from './attempt-store.ts'
import { disconnect, finishClosing } from './disconnect.ts'
import { unfinished } from './disconnect-store.ts'
import { forgetToken } from './hot.ts'
import { refresh, type RefreshResult } from './refresh.ts'
import { lockConnection } from './store.ts'

/** Calls of one sweep under way at once. */
const sweepWidth = 8
/** A pending connection that nobody confirmed is ended after this. */
export const pendingMinutes = 10

const sweep = job({
  name: 'connections.refresh_due',
  everySeconds: 5,
  async run(world, budgetMilliseconds) {
    const endsAt = world.now().getTime() + budgetMilliseconds
    // A provider that cannot be called now must not keep the others' connections waiting behind its own.
    const stopped = new Set([...providersOf(world).keys()].filter((id) => !isConfigured(world, id)))
    let done = 0
    for (;;) {
      const looking = dueConnections(as(world, { role: 'jobs' }), world.now(), [...stopped], sweepWidth)
      const due = await noticingAbsence(world, looking)
      const results = await Promise.all(due.map((connection) => sweepOne(world, connection)))
      const refreshed = results.filter(({ kind }) => kind === 'refreshed').length
      const known = stopped.size
      results.forEach((result, index) => {
        if (isStop(result)) stopped.add(due[index]!.provider)
      })
      done += refreshed
      const isStuck = refreshed === 0 && stopped.size === known
      if (due.length === 0 || isStuck || world.now().getTime() >= endsAt) return done
    }
  },
})

const isStop = (result: SweepResult): boolean =>
  result.kind === 'held' && (result.why === 'provider_down' || result.why === 'rate_limited')

type SweepResult = RefreshResult | { kind: 'failed' }

async function sweepOne(
  world: World,
  { id, accountId }: { id: string; accountId: string },
): Promise<SweepResult> {
  try {
    return await refresh(world, { accountId, connectionId: id, minValidSeconds: 0, urgency: 'sweep' })
  } catch (error) {
    // Booked as a failure of this connection; the others of the sweep go on.
    world.log.warn('a refresh could not be made', { connectionId: id, error })
    return { kind: 'failed' }
  } finally {
    forgetToken(world, id)
  }
}

const finishEnds = job({
  name: 'connections.unfinished',
  everySeconds: 30,
  async run(world) {
    const actor = { kind: 'job', id: 'unfinished' } as const
    const rows = await unfinished(
      as(world, { role: 'jobs' }),
      world.now(),
      minutesAfter(world.now(), -pendingMinutes),
      20,
    )
    for (const { id, accountId, status } of rows) {
      const account = as(world, { role: 'app', accountId })
      const connection = await transaction(account, (world) => lockConnection(world, id))
      if (!connection) continue
      if (status === 'closing') await finishClosing(account, connection, actor)
      else await disconnect(world, { accountId, actor }, id)
    }
    return rows.length
  },
})

/**
 * What a predecessor left open on this host is resolved at once: the home's lock proved it dead, so nobody will hear
 * those answers. Whether the token may be presented again is the provider's rule, as at any takeover.
 */
export async function resolvePredecessor(
  world: World,
  instance: string,
): Promise<{ accountId: string; connectionId: string }[]> {
  const open = await attemptsOf(as(world, { role: 'jobs' }), instance, 1000)
  for (const { accountId, connectionId, generation } of open) {
    await transaction(as(world, { role: 'app', accountId }), async (world) => {
      if (!(await endAttempt(world, connectionId, generation, 'unknown', 'owner_died'))) return
      await record(world, {
        action: 'token.refresh_unknown',
        accountId,
        object: { kind: 'connection', id: connectionId },
        actor: { kind: 'job', id: 'start' },
        outcome: 'failed',
        detail: { code: 'owner_died', generation },
      })
    })
  }
  return open
}

export const tokenJobs = [sweep, finishEnds]
