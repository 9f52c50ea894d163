import { secondsAfter } from '../../../kit/duration.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { blockBudget, type Health, reportHealth } from '../../limits/index.ts'
import { appOf, budgetName, providerOf } from '../registry.ts'
import { type AttemptState, bookFailure, bookkeepingOf, endAttempt } from './attempt-store.ts'
import { backOff } from './backoff.ts'
import type { Claim } from './claim.ts'
import { refresher } from './save.ts'
import {
  type ConnectionRow,
  giveUp,
  lockConnection,
  markRefused,
  movePointer,
  otherCandidate,
} from './store.ts'

/** A refresh that brought no token. */
export interface Failure {
  /** What the attempt becomes. */
  state: Exclude<AttemptState, 'sent' | 'answered' | 'refused'>
  code: string
  retryAfterSeconds: number | null
  /** What the breaker is told. */
  health: Health | null
}

const aboutConnection = (claim: Claim) => ({
  accountId: claim.connection.accountId,
  subjectId: claim.connection.subjectId,
  object: { kind: 'connection', id: claim.connection.id },
  actor: refresher,
})

/**
 * Books a failure that says nothing about the grant: nobody is marked dead by it. Nothing is booked where another has
 * moved the connection on meanwhile.
 * @returns seconds until readers may try again; null when the connection is to be looked at again
 */
export function bookRefreshFailure(world: World, claim: Claim, failure: Failure): Promise<number | null> {
  const { connection } = claim
  return transaction(as(world, { role: 'app', accountId: connection.accountId }), async (world) => {
    const current = await lockConnection(world, connection.id)
    await endAttempt(world, connection.id, claim.generation, failure.state, failure.code)
    await reportHealth(world, claim.passage, failure.health)
    if (!isAsClaimed(current, claim)) return null
    const failures = ((await bookkeepingOf(world, connection.id))?.failures ?? 0) + 1
    const { readAfter, sweepAfter } = backOff(world, failures, failure.retryAfterSeconds)
    await bookFailure(world, connection.id, { failures, code: failure.code, readAfter, sweepAfter })
    const action = failure.state === 'unknown' ? 'token.refresh_unknown' : 'token.refresh_failed'
    await record(world, {
      ...aboutConnection(claim),
      action,
      outcome: 'failed',
      detail: { code: failure.code, failures },
    })
    if (failure.code === 'rate_limited') {
      await blockBudget(
        world,
        budgetName(connection.provider, appOf(world, connection.provider)),
        secondsAfter(world.now(), failure.retryAfterSeconds ?? 60),
      )
    }
    if (failure.code === 'invalid_client')
      await record(world, {
        ...aboutConnection(claim),
        action: 'provider.app_refused',
        outcome: 'failed',
        detail: { provider: connection.provider },
      })
    return Math.max(1, (readAfter.getTime() - world.now().getTime()) / 1000)
  })
}

const isAsClaimed = (current: ConnectionRow | undefined, { connection }: Claim): current is ConnectionRow =>
  current?.generation === connection.generation && current.grantNo === connection.grantNo

/** What a refusal of the refresh token leads to. */
export type Refusal = { kind: 'needs_reauth'; reason: string } | { kind: 'look_again' }

/**
 * The provider refused the refresh token. Written only where generation and grant are still those it was presented
 * from, and only by the one whose claim still stood: a loser must never destroy what a winner wrote.
 */
export function bookRefusal(world: World, claim: Claim, code: string): Promise<Refusal> {
  const { connection } = claim
  return transaction(
    as(world, { role: 'app', accountId: connection.accountId }),
    async (world): Promise<Refusal> => {
      const current = await lockConnection(world, connection.id)
      const wasOurs = await endAttempt(world, connection.id, claim.generation, 'refused', code)
      await record(world, {
        ...aboutConnection(claim),
        action: 'token.refresh_failed',
        outcome: 'refused',
        detail: { code, generation: claim.generation },
      })
      if (!wasOurs || !isAsClaimed(current, claim)) return { kind: 'look_again' }
      await markRefused(world, connection.id, connection.generation)
      // Where reuse kills the grant a second candidate is never tried.
      const other =
        providerOf(world, connection.provider).rotation === 'family'
          ? undefined
          : await otherCandidate(world, current)
      // Shown as ended: the refusal may have meant the whole grant, so a refresh proves it before anybody reads it.
      const ended = { expiresAt: world.now(), softAt: world.now() }
      const pointer = other && { connectionId: current.id, ...other, ...ended }
      if (pointer && (await movePointer(world, pointer, current))) return { kind: 'look_again' }
      const reason = claim.afterUnknown ? 'lost_in_flight' : 'refused'
      if (await giveUp(world, connection.id, reason, connection)) {
        await record(world, {
          ...aboutConnection(claim),
          action: 'connection.needs_reauth',
          outcome: 'refused',
          detail: { reason, code },
        })
      }
      return { kind: 'needs_reauth', reason }
    },
  )
}
