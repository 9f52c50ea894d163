import { secondsBetween } from '../../../kit/duration.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { type Granted, passBreaker, reportHealth, spendBudget } from '../../limits/index.ts'
import { appOf, budgetName, providerOf } from '../registry.ts'
import { instanceOf } from '../instance.ts'
import {
  type Bookkeeping,
  bookkeepingOf,
  cameLate,
  endAttempt,
  firstUnknown,
  insertAttempt,
  sentAttempt,
} from './attempt-store.ts'
import { isExpired, judge, softExpiry } from './freshness.ts'
import { mayPresentAgain } from './rotation.ts'
import {
  type ConnectionRow,
  giveUp,
  lockConnection,
  movePointer,
  newestAhead,
  reserveGeneration,
  type Version,
  versionOf,
} from './store.ts'

/** Who wants the refresh: a reader who waits, one behind a reader, the sweep, a person, or the one who disconnects. */
export type Urgency = 'reader' | 'behind' | 'sweep' | 'forced' | 'closer'

export interface Need {
  accountId: string
  connectionId: string
  minValidSeconds: number
  urgency: Urgency
}

/** The right to present one refresh token once. It is a committed row, so it outlives the process. */
export interface Claim {
  connection: ConnectionRow
  /** Reserved for what the provider will answer. */
  generation: number
  presented: Version
  /** True when this refresh token was sent before without an answer: a refusal then means it was lost in flight. */
  afterUnknown: boolean
  /** With it the breaker is told how the call went. */
  passage: Granted
  /** When it was made; before its end by the database's clock the answer must be here. */
  madeAt: Date
}

export type ClaimResult =
  | { kind: 'claimed'; claim: Claim }
  | { kind: 'fresh' }
  /** Another owner is at it. */
  | { kind: 'busy'; retryAfterSeconds: number }
  /** Nobody may call now: back-off, breaker, budget, or a token that must not be presented twice. */
  | { kind: 'held'; retryAfterSeconds: number; why: string }
  | { kind: 'gone' }
  | { kind: 'needs_reauth'; reason: string }

/** The freshness check and the claim are one transaction: in two, a stale read could claim what was just refreshed. */
export function claimRefresh(world: World, need: Need): Promise<ClaimResult> {
  return transaction(world, async (world) => {
    const locked = await lockConnection(world, need.connectionId)
    if (!locked || locked.accountId !== need.accountId || isClosedTo(locked, need)) return { kind: 'gone' }
    const connection = await adoptNewest(world, locked)
    if (!wantsRefresh(world, connection, need)) return { kind: 'fresh' }
    if (connection.status === 'needs_reauth')
      return { kind: 'needs_reauth', reason: connection.reason ?? 'refused' }
    return claimLocked(world, connection, need)
  })
}

const isClosedTo = (connection: ConnectionRow, need: Need): boolean =>
  connection.status === 'pending' || (connection.status === 'closing' && need.urgency !== 'closer')

/** A token that was journalled but is not shown yet goes first: presenting an older one could kill the grant. */
export async function adoptNewest(world: World, connection: ConnectionRow): Promise<ConnectionRow> {
  const version = await newestAhead(world, connection)
  if (!version) return connection
  const { tokenType, scopes, generation } = version
  const { expiresAt, softAt } = shownLife(world, connection, version)
  await movePointer(
    world,
    { connectionId: connection.id, generation, tokenType, scopes, expiresAt, softAt },
    connection,
  )
  const about = {
    accountId: connection.accountId,
    subjectId: connection.subjectId,
    object: { kind: 'connection', id: connection.id },
    actor: { kind: 'job', id: 'adopt' },
  } as const
  await record(world, { ...about, action: 'token.refreshed', detail: { generation, from: 'journal' } })
  if (connection.status === 'needs_reauth') await record(world, { ...about, action: 'connection.recovered' })
  const status = connection.status === 'closing' ? 'closing' : 'active'
  return { ...connection, generation, tokenType, scopes, expiresAt, softAt, status, reason: null }
}

/**
 * Until when a token is shown as good. One that revives a connection where reuse kills the grant is shown as ended: the
 * refusal that gave the connection up may have killed this token too, so a refresh proves it before anybody reads it.
 */
export function shownLife(
  world: World,
  connection: Pick<ConnectionRow, 'id' | 'provider' | 'status'>,
  version: Pick<Version, 'receivedAt' | 'expiresAt'>,
): { expiresAt: Date | null; softAt: Date | null } {
  const isDoubted =
    connection.status === 'needs_reauth' && providerOf(world, connection.provider).rotation === 'family'
  if (isDoubted) return { expiresAt: world.now(), softAt: world.now() }
  return { expiresAt: version.expiresAt, softAt: softExpiryOf(world, connection, version) }
}

export function softExpiryOf(
  world: World,
  connection: Pick<ConnectionRow, 'id' | 'provider'>,
  version: Pick<Version, 'receivedAt' | 'expiresAt'>,
): Date | null {
  const provider = providerOf(world, connection.provider)
  return softExpiry(connection.id, version.receivedAt, version.expiresAt, {
    marginSeconds: provider.refreshMarginSeconds,
    mostSeconds: provider.sameTokenWhileSecondsLeft > 0 ? provider.sameTokenWhileSecondsLeft : null,
  })
}

function wantsRefresh(world: World, connection: ConnectionRow, need: Need): boolean {
  if (need.urgency === 'forced') return true
  if (need.urgency === 'closer') return isExpired(connection, world.now())
  return judge(connection, world.now(), need.minValidSeconds) !== 'serve'
}

async function claimLocked(world: World, connection: ConnectionRow, need: Need): Promise<ClaimResult> {
  const other = await sentAttempt(world, connection.id)
  if (other && other.takeoverInSeconds > 0)
    return { kind: 'busy', retryAfterSeconds: Math.max(1, Math.ceil(other.takeoverInSeconds)) }
  if (other) await takeOver(world, connection, other.generation)
  const presented = await versionOf(world, connection.id, connection.generation)
  if (!presented?.refreshToken) return withoutRefreshToken(world, connection)

  const unknownAt = await firstUnknown(world, connection.id, connection)
  const provider = providerOf(world, connection.provider)
  if (mayPresentAgain(provider, unknownAt, connection.expiresAt, world.now()) !== 'yes') {
    return { kind: 'held', retryAfterSeconds: secondsUntil(world, connection.expiresAt), why: 'in_doubt' }
  }
  const passage = await mayCall(world, connection, need)
  if ('kind' in passage) return passage

  const generation = connection.nextGeneration
  const madeAt = world.now()
  await reserveGeneration(world, connection.id)
  await insertAttempt(world, {
    accountId: connection.accountId,
    connectionId: connection.id,
    generation,
    grantNo: connection.grantNo,
    fromGeneration: connection.generation,
    instance: instanceOf(world),
  })
  await world.point('claim.before_commit')
  const afterUnknown = unknownAt !== null || (await cameLate(world, connection))
  return { kind: 'claimed', claim: { connection, generation, presented, afterUnknown, passage, madeAt } }
}

/** Good to its end, and then only its owner can help. */
async function withoutRefreshToken(world: World, connection: ConnectionRow): Promise<ClaimResult> {
  const reason = 'no_refresh_token'
  if (!isExpired(connection, world.now()))
    return { kind: 'held', retryAfterSeconds: secondsUntil(world, connection.expiresAt), why: reason }
  await giveUp(world, connection.id, reason, connection)
  await record(world, {
    action: 'connection.needs_reauth',
    accountId: connection.accountId,
    subjectId: connection.subjectId,
    object: { kind: 'connection', id: connection.id },
    actor: { kind: 'job', id: 'refresh' },
    outcome: 'refused',
    detail: { reason },
  })
  return { kind: 'needs_reauth', reason }
}

/** Taking over is not resending: it says only that nobody will hear the answer any more. */
async function takeOver(world: World, connection: ConnectionRow, generation: number): Promise<void> {
  await endAttempt(world, connection.id, generation, 'unknown', 'taken_over')
  await record(world, {
    action: 'token.refresh_unknown',
    accountId: connection.accountId,
    subjectId: connection.subjectId,
    object: { kind: 'connection', id: connection.id },
    actor: { kind: 'job', id: 'takeover' },
    outcome: 'failed',
    detail: { code: 'taken_over', generation },
  })
}

type Held = Extract<ClaimResult, { kind: 'held' }>

/** Back-off first, then what all connections of the provider share. The breaker's probe and the budget are spent only here. */
async function mayCall(
  world: World,
  { id, provider }: ConnectionRow,
  { urgency }: Need,
): Promise<Held | Granted> {
  const book = await bookkeepingOf(world, id)
  const notBefore = book && backOffOf(book, urgency)
  const waitSeconds = notBefore ? secondsBetween(world.now(), notBefore) : 0
  if (waitSeconds > 0)
    return { kind: 'held', retryAfterSeconds: waitSeconds, why: book?.lastFailureCode ?? 'back_off' }
  const passage = await passBreaker(world, { provider, operation: 'refresh' })
  if (!passage.granted)
    return { kind: 'held', retryAfterSeconds: passage.retryAfterSeconds, why: 'provider_down' }
  const whose = urgency === 'sweep' || urgency === 'behind' ? 'background' : 'interactive'
  const allowance = await spendBudget(world, budgetName(provider, appOf(world, provider)), whose)
  if (allowance.granted) return passage
  await reportHealth(world, passage, 'untold')
  return { kind: 'held', retryAfterSeconds: allowance.retryAfterSeconds, why: 'rate_limited' }
}

const backOffOf = (book: Bookkeeping, urgency: Urgency): Date | null => {
  if (urgency === 'forced') return null
  return urgency === 'reader' || urgency === 'closer' ? book.readAfter : book.sweepAfter
}

const secondsUntil = (world: World, moment: Date | null): number =>
  moment ? Math.max(1, secondsBetween(world.now(), moment)) : 3600
