import { minutesAfter, secondsAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { isConfigured, providersOf } from '../registry.ts'
import { noticingAbsence } from './absence.ts'
import { attemptsOf, type DueConnection, dueConnections, endAttempt, putOffSweep } from './attempt-store.ts'
import { disconnect, finishClosing } from './disconnect.ts'
import { claimEnd, revokeAttempts, type Unfinished, unfinished } from './disconnect-store.ts'
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
    // A provider that cannot be called now must not keep the others' connections waiting behind its own.
    const stopped = new Set([...providersOf(world).keys()].filter((id) => !isConfigured(world, id)))
    const answering = new Set<string>()
    let done = 0
    for (;;) {
      const looking = dueConnections(as(world, { role: 'jobs' }), world.now(), [...stopped], sweepWidth)
      const due = oneUntilItAnswers(await noticingAbsence(world, looking), answering)
      const results = await Promise.all(due.map((connection) => sweepOne(world, connection)))
      results.forEach(({ kind }, index) => {
        const { provider } = due[index]!
        if (kind === 'refreshed') answering.add(provider)
        if (kind === 'stop' || (kind === 'missed' && !answering.has(provider))) stopped.add(provider)
      })
      done += results.filter(({ kind }) => kind === 'refreshed').length
      // What is not refreshed is put off, or its provider is stopped: each round finds others, or none.
      if (due.length === 0 || world.now().getTime() >= endsAt) return done
    }
  },
})

/** A provider that went away must not be asked by a whole sweep at once before anybody knows. */
function oneUntilItAnswers(due: readonly DueConnection[], answering: ReadonlySet<string>): DueConnection[] {
  const asked = new Set<string>()
  return due.filter(({ provider }) => {
    const isFirst = !asked.has(provider)
    asked.add(provider)
    return isFirst || answering.has(provider)
  })
}

/** `passed`: nothing was to be done for it. `missed`: it brought nothing. `stop`: nor would the provider's others. */
type Swept = { kind: 'refreshed' | 'passed' | 'missed' | 'stop' }

async function sweepOne(world: World, { id, accountId }: DueConnection): Promise<Swept> {
  try {
    const result = await refresh(world, { accountId, connectionId: id, minValidSeconds: 0, urgency: 'sweep' })
    if (result.kind === 'refreshed') return { kind: 'refreshed' }
    if (result.kind !== 'held' && result.kind !== 'timeout') return { kind: 'passed' }
    const why = result.kind === 'held' ? result.why : 'busy'
    if (why === 'provider_down' || why === 'rate_limited') return { kind: 'stop' }
    await putOff(world, accountId, id, result.retryAfterSeconds)
    return { kind: why === 'busy' || why === 'in_doubt' ? 'passed' : 'missed' }
  } catch (error) {
    // The others of the sweep go on.
    world.log.warn('a refresh could not be made', { connectionId: id, error })
    await putOff(world, accountId, id, 60).catch(() => undefined)
    return { kind: 'missed' }
  } finally {
    forgetToken(world, id)
  }
}

const putOff = (world: World, accountId: string, id: string, seconds: number): Promise<unknown> =>
  putOffSweep(as(world, { role: 'app', accountId }), id, secondsAfter(world.now(), Math.min(seconds, 900)))

/**
 * A try is its process's own for so long: 70 s for an owner that fell silent, 28 for a refresh, the rest for the calls
 * that revoke. One whose process died is tried again after it.
 */
const endSeconds = 180

const finishEnds = job({
  name: 'connections.unfinished',
  everySeconds: 5,
  async run(world, budgetMilliseconds) {
    const endsAt = world.now().getTime() + budgetMilliseconds
    const pendingBefore = minutesAfter(world.now(), -pendingMinutes)
    const rows = await unfinished(as(world, { role: 'jobs' }), world.now(), pendingBefore, 20)
    let tried = 0
    for (const row of rows) {
      if (tried > 0 && world.now().getTime() >= endsAt) break
      if (await finishEnd(as(world, { role: 'app', accountId: row.accountId }), row)) tried += 1
    }
    return tried
  },
})

/** False where another process has it. */
async function finishEnd(world: World, { id, accountId, status }: Unfinished): Promise<boolean> {
  if (!(await claimEnd(world, id, secondsAfter(world.now(), endSeconds)))) return false
  const actor = { kind: 'job', id: 'unfinished' } as const
  const connection = await transaction(world, (world) => lockConnection(world, id))
  if (!connection) return false
  const ending =
    status === 'closing'
      ? finishClosing(world, connection, actor)
      : disconnect(world, { accountId, actor }, id)
  // The others go on, and this one does not come first again each time.
  await ending.catch(async (error: unknown) => {
    world.log.warn('a connection could not be ended', { connectionId: id, error })
    await revokeAttempts(world, id)
  })
  return true
}

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
