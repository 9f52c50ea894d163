import { hoursAfter, millisecondsBetween, secondsAfter, secondsBetween } from '../../../kit/duration.ts'
import type { Exchange } from '../../../kit/http-client.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { disableEndpoint, lockEndpoint } from '../endpoints/store.ts'
import { nextAttemptAt } from './backoff.ts'
import { type Attempt, bookAttempt, bookFailure, bookSuccess, type Claimed } from './store.ts'

/** An endpoint at which nothing arrived for so long is switched off. */
export const failingSeconds = 7 * 86_400
const gone = 410
/** A receiver that wants to be left alone for longer is asked again all the same. */
const longestPauseHours = 24

export interface Outcome {
  status: number | null
  /** Why it did not arrive, a word; null when it did. */
  reason: string | null
  /** The receiver asked not to be called before. */
  notBefore: Date | null
}

/** What an exchange means. Only 2xx is arrival: a redirect is not followed, as it could lead anywhere. */
export function outcomeOf(world: Pick<World, 'now'>, exchange: Exchange): Outcome {
  if (exchange.kind === 'answered') {
    const { status } = exchange
    if (status >= 200 && status < 300) return { status, reason: null, notBefore: null }
    const reason = status >= 300 && status < 400 ? 'redirected' : status === gone ? 'gone' : 'refused'
    return { status, reason, notBefore: retryAfter(world, exchange.headers.get('retry-after')) }
  }
  const reason = { not_sent: 'unreachable', unknown: 'no_answer', blocked: 'address_refused' }[exchange.kind]
  return { status: null, reason, notBefore: null }
}

function retryAfter({ now }: Pick<World, 'now'>, header: string | null): Date | null {
  if (header === null) return null
  const moment = /^\d{1,9}$/.test(header) ? secondsAfter(now(), Number(header)) : new Date(header)
  if (Number.isNaN(moment.getTime())) return null
  const latest = hoursAfter(now(), longestPauseHours)
  return moment > latest ? latest : moment
}

/**
 * Writes what came of an attempt, where the claim still holds: when it is tried again, and whether the endpoint is
 * switched off, which the log tells.
 */
export async function bookOutcome(
  world: World,
  claimed: Claimed,
  outcome: Outcome,
  startedAt: Date,
): Promise<void> {
  const { accountId, endpointId } = claimed
  const attempt: Attempt = {
    at: startedAt.toISOString(),
    milliseconds: Math.round(millisecondsBetween(startedAt, world.now())),
    status: outcome.status,
    reason: outcome.reason,
  }
  await transaction(as(world, { role: 'app', accountId }), async (world) => {
    // The endpoint before its delivery, as its deletion goes.
    if (outcome.reason === null) {
      await bookSuccess(world, accountId, endpointId)
      await bookAttempt(world, claimed, { state: 'delivered', nextAt: null, attempt })
      return
    }
    await lockEndpoint(world, accountId, endpointId)
    const nextAt = outcome.reason === 'gone' ? null : nextAttemptAt(world, claimed.attempts + 1)
    const state = nextAt === null ? 'failed' : 'pending'
    if (!(await bookAttempt(world, claimed, { state, nextAt, attempt }))) return
    const failingSince = await bookFailure(world, accountId, endpointId, outcome.notBefore)
    const why = reasonToDisable(world, outcome, failingSince)
    if (why !== null && (await disableEndpoint(world, accountId, endpointId, why)))
      await record(world, {
        action: 'webhook_endpoint.disabled',
        accountId,
        object: { kind: 'webhook_endpoint', id: endpointId },
        actor: { kind: 'job', id: 'webhooks' },
        detail: { reason: why },
      })
  })
}

function reasonToDisable(
  world: World,
  { reason }: Outcome,
  failingSince: Date | null,
): 'gone' | 'failing' | null {
  if (reason === 'gone') return 'gone'
  const isLong = failingSince !== null && secondsBetween(failingSince, world.now()) >= failingSeconds
  return isLong ? 'failing' : null
}
