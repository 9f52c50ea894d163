import { z } from 'zod'
import { secondsBetween } from '../../../kit/duration.ts'
import { moment } from '../../../kit/listing.ts'
import { answer, noAudit, route, scope } from '../../../kit/route.ts'
import { sealedUnder } from '../../vault/index.ts'
import { type Breaking, breaking, circuitHeader } from './circuit.ts'
import { inWords } from './failed.ts'
import { addresses, words } from './names.ts'
import { athleteOf, ownConnection, refreshCountOf, wantedUser } from './own.ts'
import type { OwnRow } from './store.ts'

/** Less than this left is `expiring_soon`, and is refreshed when asked for. */
export const soonSeconds = 300

const shownStatus = z.object({
  user_id: z.string(),
  status: z.enum(['valid', 'expiring_soon', 'expired']),
  expires_at: moment.nullable(),
  seconds_until_expiry: z.number().int().nullable(),
  last_refresh_at: moment.nullable(),
  last_validated_at: moment,
  refresh_count: z.number().int(),
  encryption_key_version: z.number().int().nullable(),
  athlete_id: z.union([z.number(), z.string()]),
  scope: z.string(),
  circuit_breaker_status: z.object({
    name: z.string(),
    state: z.enum(['CLOSED', 'OPEN', 'HALF_OPEN']),
    failures: z.number().int(),
    lastFailure: moment.nullable(),
    lastSuccess: moment.nullable(),
    nextAttempt: moment.nullable(),
    successCount: z.number().int(),
  }),
  needs_refresh: z.boolean(),
  timestamp: moment,
})

/** Read anew each time: a status from memory could say `valid` of what was just revoked. */
export const tokenStatus = route({
  method: 'GET',
  path: addresses.status,
  summary: "How a user's token stands, as source 000 told it; no token is shown.",
  who: scope('connections:read'),
  audit: noAudit('shows no secret'),
  dialect: '000',
  limits: ['token-status'],
  input: z.object({ userId: z.string().optional() }),
  output: { kind: 'schema', schema: shownStatus },
  async handle({ world, caller, input }) {
    const userId = wantedUser(input.userId)
    return inWords(world, 'Status check failed', async () => {
      const own = await ownConnection(world, caller, userId, { status: 'not_found' })
      const breaker = await breaking(world, 'refresh')
      return answer(
        { user_id: userId, ...told(own, world.now()), circuit_breaker_status: toldOf(breaker) },
        { headers: { 'x-cache': 'MISS', ...circuitHeader(breaker.state) } },
      )
    })
  },
})

function told(own: OwnRow, now: Date) {
  const status = statusOf(own, now)
  return {
    status,
    expires_at: own.expiresAt,
    seconds_until_expiry: own.expiresAt && Math.max(0, Math.floor(secondsBetween(now, own.expiresAt))),
    last_refresh_at: own.refreshedAt,
    last_validated_at: own.refreshedAt ?? own.connectedAt,
    refresh_count: refreshCountOf(own),
    encryption_key_version: own.sealedAccessToken && sealedUnder(own.sealedAccessToken),
    athlete_id: athleteOf(own.providerSubject),
    scope: own.scopes.join(','),
    needs_refresh: status !== 'valid',
    timestamp: now,
  }
}

/** One that needs its owner again is never read, so it has ended for who asks. */
function statusOf({ status, expiresAt }: OwnRow, now: Date): 'valid' | 'expiring_soon' | 'expired' {
  if (status === 'needs_reauth') return 'expired'
  if (expiresAt === null) return 'valid'
  const seconds = secondsBetween(now, expiresAt)
  if (seconds > soonSeconds) return 'valid'
  return seconds > 0 ? 'expiring_soon' : 'expired'
}

const toldOf = ({ state, row }: Breaking) => ({
  name: words.breakers.refresh,
  state,
  failures: row?.failures ?? 0,
  lastFailure: row?.failed_at ?? null,
  lastSuccess: row?.closed_at ?? null,
  nextAttempt: row?.open_until ?? null,
  successCount: 0,
})
