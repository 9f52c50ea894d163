import { secondsBetween } from '../../../kit/duration.ts'
import { resident, as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { learnBudget, reportHealth } from '../../limits/index.ts'
import { sealerFor } from '../../vault/index.ts'
import { type GrantedTokens, type GrantOutcome, refreshGrant } from '../providers/index.ts'
import { sharedGrantMac } from '../grants.ts'
import { appOf, budgetName, budgetWindows, callable } from '../registry.ts'
import { openSecret, tokenPlace } from '../secrets.ts'
import { endAttempt, openAttempts } from './attempt-store.ts'
import { noticingAbsence } from './absence.ts'
import { type Claim, claimRefresh, type ClaimResult, type Need } from './claim.ts'
import { deadlinesOf } from './deadlines.ts'
import { bookRefreshFailure, bookRefusal, type Failure } from './fail.ts'
import { sealTokens, sealUnparsed } from './received.ts'
import { isSharedGrant, revokeSurely } from './revoke-late.ts'
import { refresher } from './save.ts'
import { insist, saveSurely, settledSpills } from './spill.ts'

export type RefreshResult =
  | { kind: 'refreshed' }
  | Exclude<ClaimResult, { kind: 'claimed' } | { kind: 'busy' }>
  | { kind: 'timeout'; retryAfterSeconds: number }

// One indexed read for all waiters of a process, so the token is seen within a moment.
const lookEveryMilliseconds = 10
const clockAlarmSeconds = 300
interface Flight {
  inBackground: boolean
  result: Promise<RefreshResult>
}

const flights = resident(() => new Map<string, Flight>())

/** One refresh of a connection at a time in this process; the claim sees to it among processes. */
export function refresh(world: World, need: Need): Promise<RefreshResult> {
  const account = as(world, { role: 'app', accountId: need.accountId })
  // Only the closer may pass the fence, so what others bring is no answer to it.
  if (need.urgency === 'closer') return noticingAbsence(world, fly(account, need))
  const running = flights(world)
  const known = running.get(need.connectionId)
  if (known) return join(world, need, known)
  const result = noticingAbsence(world, fly(account, need)).finally(() => running.delete(need.connectionId))
  running.set(need.connectionId, { inBackground: isBackground(need), result })
  return result
}

export const isFlying = (world: World, connectionId: string): boolean => flights(world).has(connectionId)

const isBackground = ({ urgency }: Need): boolean => urgency === 'behind' || urgency === 'sweep'

/** What holds back the background need not hold back one who waits. */
async function join(world: World, need: Need, known: Flight): Promise<RefreshResult> {
  const result = await known.result
  return result.kind === 'held' && known.inBackground && !isBackground(need) ? refresh(world, need) : result
}

async function fly(world: World, wanted: Need): Promise<RefreshResult> {
  const givenUpAt = world.now().getTime() + deadlinesOf(world).waiterSeconds * 1000
  // After a round the refresh that was wanted may have been another's.
  for (let need = wanted; ; need = wanted.urgency === 'forced' ? { ...wanted, urgency: 'reader' } : wanted) {
    await settledSpills(world)
    const result = await claimRefresh(world, need)
    if (result.kind === 'claimed') {
      await world.point('claim.committed')
      const settled = await perform(world, result.claim, need)
      if (settled.kind !== 'look_again') return settled
    } else if (result.kind !== 'busy') {
      return result
    } else if (isBackground(need)) {
      return { kind: 'held', retryAfterSeconds: result.retryAfterSeconds, why: 'busy' }
    } else if (!(await attemptEnds(world, need.connectionId, givenUpAt, result.retryAfterSeconds))) {
      return { kind: 'timeout', retryAfterSeconds: result.retryAfterSeconds }
    }
  }
}

/** Waits for another owner; false when the waiter's time is up. */
async function attemptEnds(
  world: World,
  connectionId: string,
  givenUpAt: number,
  takeoverInSeconds: number,
): Promise<boolean> {
  const takeoverAt = world.now().getTime() + takeoverInSeconds * 1000
  while (world.now().getTime() < givenUpAt) {
    const open = await nextLook(world, connectionId)
    if (!open.has(connectionId) || world.now().getTime() >= takeoverAt) return true
  }
  return false
}

const looks = resident(() => ({ awaited: new Set<string>(), next: null as Promise<Set<string>> | null }))

/** Those of the awaited connections that somebody is still at, a moment from now. */
function nextLook(world: World, connectionId: string): Promise<ReadonlySet<string>> {
  const look = looks(world)
  look.awaited.add(connectionId)
  look.next ??= world.wait(lookEveryMilliseconds).then(() => {
    const ids = [...look.awaited]
    look.awaited.clear()
    look.next = null
    return openAttempts(as(world, { role: 'jobs' }), ids)
  })
  return look.next
}

type Settled = RefreshResult | { kind: 'look_again' }

/** No transaction is open here, and every branch ends the attempt. */
async function perform(world: World, claim: Claim, need: Need): Promise<Settled> {
  const { connection, presented } = claim
  const ready = await prepare(world, claim).catch(async (error: unknown) => {
    // Others acted on our silence, and may have erased what was to be opened.
    if (isTooLate(world, claim)) return null
    await bookRefreshFailure(world, claim, {
      state: 'not_sent',
      code: 'not_prepared',
      retryAfterSeconds: null,
      health: 'untold',
    })
    throw error
  })
  if (!ready || isTooLate(world, claim)) return failed(world, claim, tooLate)
  const slot = {
    accountId: connection.accountId,
    subjectId: connection.subjectId,
    connectionId: connection.id,
    provider: connection.provider,
    generation: claim.generation,
    grantNo: connection.grantNo,
    fromGeneration: connection.generation,
    byCloser: need.urgency === 'closer',
    grantMac: sharedGrantMac(world, ready.provider, connection.providerSubject),
  }
  const outcome = await refreshGrant(world.http, ready.provider, ready.app, {
    refreshToken: ready.refreshToken,
    clock: world.now,
    deadlineMilliseconds: deadlinesOf(world).exchangeSeconds * 1000,
  })
  await world.point('call.answered')
  if (outcome.kind === 'granted') {
    const received = sealTokens(
      ready.seal,
      slot,
      outcome.tokens,
      ready.refreshToken,
      presented.scopes,
      world.now(),
    )
    await world.point('save.sealed')
    const saved = await saveSurely(world, received)
    await world.point('save.committed')
    if (saved === 'closed') await revokeLate(world, claim, outcome.tokens)
    await afterSuccess(world, claim, outcome)
    return saved === 'closed' ? { kind: 'gone' } : { kind: 'refreshed' }
  }
  if (outcome.kind === 'unparsed')
    await saveSurely(world, sealUnparsed(ready.seal, slot, outcome.raw, world.now()))
  if (outcome.kind === 'terminal') {
    await reportHealth(world, claim.passage, 'there')
    return bookRefusal(world, claim, outcome.code)
  }
  return failed(world, claim, failureOf(outcome))
}

/** Paused or kept waiting since the claim: before the exchange ended others would act on our silence. */
function isTooLate(world: World, { madeAt }: Claim): boolean {
  const { claimSeconds, exchangeSeconds } = deadlinesOf(world)
  return secondsBetween(madeAt, world.now()) > claimSeconds - exchangeSeconds
}

const tooLate: Failure = { state: 'not_sent', code: 'too_late', retryAfterSeconds: null, health: 'untold' }

async function failed(world: World, claim: Claim, failure: Failure): Promise<Settled> {
  const retryAfterSeconds = await bookRefreshFailure(world, claim, failure)
  return retryAfterSeconds === null
    ? { kind: 'look_again' }
    : { kind: 'held', retryAfterSeconds, why: failure.code }
}

/** Before a refresh token is spent, everything that saving its answer needs is at hand. */
async function prepare(world: World, { connection, presented }: Claim) {
  const provider = await callable(world, connection.provider)
  const app = appOf(world, connection.provider)
  const place = tokenPlace(
    { ...connection, connectionId: connection.id },
    'refresh_token',
    presented.generation,
  )
  const refreshToken = (await openSecret(world, place, presented.refreshToken!, refresher)).toString()
  return { provider, app, refreshToken, seal: await sealerFor(world, connection) }
}

function failureOf(outcome: Exclude<GrantOutcome, { kind: 'granted' } | { kind: 'terminal' }>): Failure {
  switch (outcome.kind) {
    case 'app':
      return { state: 'failed', code: 'invalid_client', retryAfterSeconds: null, health: 'there' }
    case 'transient':
      return {
        state: 'failed',
        code: outcome.code,
        retryAfterSeconds: outcome.retryAfterSeconds,
        health: outcome.code === 'rate_limited' ? 'untold' : 'away',
      }
    case 'not_sent':
      return { state: 'not_sent', code: 'not_sent', retryAfterSeconds: null, health: 'away' }
    case 'unparsed':
      return { state: 'unknown', code: 'unparsed', retryAfterSeconds: null, health: null }
    case 'unknown':
      return { state: 'unknown', code: 'no_answer', retryAfterSeconds: null, health: 'away' }
  }
}

async function afterSuccess(
  world: World,
  { connection, passage }: Claim,
  outcome: Extract<GrantOutcome, { kind: 'granted' }>,
): Promise<void> {
  await reportHealth(world, passage, 'there')
  const windows = budgetWindows(outcome.budget)
  if (windows.length > 0)
    await learnBudget(world, budgetName(connection.provider, appOf(world, connection.provider)), windows)
  const skewSeconds = outcome.clockSkewSeconds ?? 0
  if (Math.abs(skewSeconds) > clockAlarmSeconds) {
    await transaction(world, (world) =>
      record(world, {
        action: 'provider.clock_skewed',
        accountId: connection.accountId,
        object: { kind: 'connection', id: connection.id },
        actor: refresher,
        detail: { provider: connection.provider, seconds: Math.round(skewSeconds) },
      }),
    )
  }
}

/** The connection ended while the provider answered: what came must not live on at the provider, and nothing is stored. */
async function revokeLate(
  world: World,
  { connection, generation }: Claim,
  tokens: GrantedTokens,
): Promise<void> {
  const provider = await callable(world, connection.provider)
  const isShared = await insist(world, () => isSharedGrant(world, provider, connection))
  const result = isShared ? 'shared' : await revokeSurely(world, provider, tokens)
  const told = () =>
    transaction(world, async (world) => {
      // Only now may the one who ends the connection, or uses its next grant, go on.
      await endAttempt(world, connection.id, generation, 'answered', 'connection_ended')
      await record(world, {
        action:
          result === 'revoked' || result === 'already_dead' ? 'token.late_revoked' : 'token.late_dropped',
        accountId: connection.accountId,
        object: { kind: 'connection', id: connection.id },
        actor: refresher,
        detail: { result: typeof result === 'string' ? result : 'failed' },
      })
    })
  await insist(world, told)
}
