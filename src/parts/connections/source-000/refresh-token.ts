import { z } from 'zod'
import { secondsAfter } from '../../../kit/duration.ts'
import type { Fault } from '../../../kit/fault.ts'
import { refused000 } from '../../../kit/fault-000.ts'
import { moment } from '../../../kit/listing.ts'
import { answer, type Answer, byRule, type Caller, json, route, scope } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { connectionFaults } from '../faults.ts'
import { sentAttempt } from '../tokens/attempt-store.ts'
import { forgetToken } from '../tokens/hot.ts'
import { isFlying, refresh, type RefreshResult } from '../tokens/refresh.ts'
import { withinWaiterTime } from '../tokens/waiting.ts'
import { inWords } from './failed.ts'
import { addresses } from './names.ts'
import { notFound, ownConnection, refreshCountOf, wantedUser } from './own.ts'
import type { OwnRow } from './store.ts'
import { soonSeconds } from './token-status.ts'

/** What the function answers. */
export const refreshed = z.object({
  success: z.literal(true),
  refresh_not_needed: z.literal(true).optional(),
  cached: z.literal(true).optional(),
  expires_at: moment.nullable(),
  refresh_count: z.number().int().optional(),
})

export const refreshToken = route({
  method: 'POST',
  path: addresses.refresh,
  summary: "Refreshes a user's token where it ends soon. With `wait=0` answers 423 while that is under way.",
  who: scope('connections:write'),
  audit: byRule('token.refreshed'),
  dialect: '000',
  limits: ['refresh-token'],
  input: z.object({ wait: z.enum(['0', '1']).default('1') }),
  body: json(z.object({ userId: z.unknown().optional() })),
  output: { kind: 'schema', schema: refreshed },
  async handle({ world, caller, input, body }) {
    const userId = wantedUser(body.userId)
    return refreshFor(world, caller, userId, { mayWait: input.wait === '1' })
  },
})

/** `userId` null: of the user that the key is bound to. @throws in the function's words */
export const refreshFor = (
  world: World,
  caller: Caller,
  userId: string | null,
  options: { mayWait: boolean },
): Promise<Answer> =>
  inWords(world, 'Token refresh failed', () => refreshedFor(world, caller, userId, options))

async function refreshedFor(
  world: World,
  caller: Caller,
  userId: string | null,
  { mayWait }: { mayWait: boolean },
): Promise<Answer> {
  const own = await ownConnection(world, caller, userId)
  if (own.status === 'needs_reauth') throw needsOwner(own.id, own.reason)
  const { expiresAt } = own
  if (expiresAt === null || expiresAt > secondsAfter(world.now(), soonSeconds))
    return answer({ success: true, refresh_not_needed: true, expires_at: expiresAt })
  if (!mayWait && (await sentAttempt(world, own.id))) throw underWay()
  // No await between this look and the flight: of several here one alone sees nobody.
  const isAnothers = isFlying(world, own.id)
  if (!mayWait && isAnothers) throw underWay()
  const flight = refresh(world, {
    accountId: caller.accountId,
    connectionId: own.id,
    minValidSeconds: soonSeconds,
    urgency: 'reader',
  })
  const result = await withinWaiterTime(world, flight)
  forgetToken(world, own.id)
  refuseFailed(own, result)
  const renewed = await ownConnection(world, caller, userId)
  return result.kind === 'refreshed' && !isAnothers
    ? answer(
        { success: true, expires_at: renewed.expiresAt, refresh_count: refreshCountOf(renewed) },
        { headers: { 'x-cache': 'MISS' } },
      )
    : answer(
        { success: true, cached: true, expires_at: renewed.expiresAt },
        { headers: { 'x-cache': 'HIT' } },
      )
}

/** @throws what a refresh that brought nothing means */
function refuseFailed({ id }: OwnRow, result: RefreshResult): void {
  if (result.kind === 'gone') throw notFound()
  if (result.kind === 'needs_reauth') throw needsOwner(id, result.reason)
  if (result.kind === 'timeout') throw underWay()
  if (result.kind === 'held')
    throw connectionFaults.REFRESH_HELD({
      connectionId: id,
      retryAfterSeconds: result.retryAfterSeconds,
      why: result.why,
    })
}

const needsOwner = (connectionId: string, reason: string | null): Fault =>
  connectionFaults.NEEDS_REAUTH({ connectionId, reason: reason ?? 'refused' })

const retryAfter = 5
const underWay = (): Fault =>
  refused000(
    423,
    { error: 'Token refresh in progress', retryAfter, reason: 'Another refresh of this token is under way' },
    { headers: { 'retry-after': String(retryAfter) } },
  )
