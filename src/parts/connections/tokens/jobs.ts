import { minutesAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { backgroundRoom } from '../../limits/index.ts'
import { appOf, budgetName, isConfigured } from '../registry.ts'
import { attemptsOf, dueConnections, endAttempt } from './attempt-store.ts'
import { disconnect, finishClosing } from './disconnect.ts'
import { unfinished } from './disconnect-store.ts'
import { forgetToken } from './hot.ts'
import { refresh } from './refresh.ts'
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
    let done = 0
    for (;;) {
      const due = await withinBudgets(
        world,
        await dueConnections(as(world, { role: 'jobs' }), world.now(), sweepWidth * 4),
      )
      if (due.length === 0) return done
      const refreshed = await sweepOnce(world, due.slice(0, sweepWidth))
      done += refreshed
      if (refreshed === 0 || world.now().getTime() >= endsAt) return done
    }
  },
})

interface Due {
  id: string
  accountId: string
  provider: string
}

async function sweepOnce(world: World, due: readonly Due[]): Promise<number> {
  const results = await Promise.all(
    due.map(async ({ id, accountId }) => {
      const result = await refresh(world, {
        accountId,
        connectionId: id,
        minValidSeconds: 0,
        urgency: 'sweep',
      })
      forgetToken(world, id)
      return result.kind
    }),
  )
  return results.filter((kind) => kind === 'refreshed').length
}

/** No more of each provider than its budget lets the background do now. */
async function withinBudgets(world: World, due: readonly Due[]): Promise<Due[]> {
  const room = new Map<string, number>()
  const chosen: Due[] = []
  for (const connection of due) {
    const { provider } = connection
    if (!isConfigured(world, provider)) continue
    if (!room.has(provider))
      room.set(
        provider,
        await backgroundRoom(as(world, { role: 'jobs' }), budgetName(provider, appOf(world, provider))),
      )
    const left = room.get(provider)!
    if (left <= 0) continue
    room.set(provider, left - 1)
    chosen.push(connection)
  }
  return chosen
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
export async function resolvePredecessor(world: World, instance: string): Promise<void> {
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
    world.background(refresh(world, { accountId, connectionId, minValidSeconds: 0, urgency: 'reader' }))
  }
}

export const tokenJobs = [sweep, finishEnds]
