import { z } from 'zod'
import { moment, uuid } from '../../../kit/listing.ts'
import { byRule, route, scope } from '../../../kit/route.ts'
import { as } from '../../../kit/world.ts'
import { connectionFaults } from '../faults.ts'
import { findConnection, shownConnection } from '../list/connection.ts'
import { sentAttempt } from './attempt-store.ts'
import { disconnect } from './disconnect.ts'
import { defaultMinValidSeconds, longestMinValidSeconds } from './freshness.ts'
import { freshToken } from './fresh-token.ts'
import { forgetToken } from './hot.ts'
import { refresh } from './refresh.ts'
import { withinWaiterTime } from './waiting.ts'

const readToken = route({
  method: 'GET',
  path: '/api/connections/:id/token',
  summary:
    'An access token that stays valid for at least `min_valid_seconds`, refreshed first when it must be.',
  who: scope('connections:token'),
  stepUp: true,
  audit: byRule('token.read'),
  callerMaxAgeSeconds: 5,
  input: z.object({
    id: uuid,
    min_valid_seconds: z.coerce
      .number()
      .int()
      .min(0)
      .max(longestMinValidSeconds)
      .default(defaultMinValidSeconds),
  }),
  output: {
    kind: 'schema',
    schema: z.object({
      access_token: z.string(),
      token_type: z.string(),
      expires_at: moment.nullable(),
      scope: z.string(),
    }),
  },
  async handle({ world, caller, input, request }) {
    const token = await freshToken(world, caller, input.id, {
      minValidSeconds: input.min_valid_seconds,
      requestId: request.id,
    })
    return {
      access_token: token.accessToken,
      token_type: token.tokenType,
      expires_at: token.expiresAt,
      scope: token.scopes.join(' '),
    }
  },
})

const refreshNow = route({
  method: 'POST',
  path: '/api/connections/:id/refresh',
  summary: 'Refreshes now. With `wait=0` answers 423 while another refresh is under way.',
  who: scope('connections:token'),
  audit: byRule('token.refreshed'),
  input: z.object({ id: uuid, wait: z.enum(['0', '1']).default('1') }),
  output: { kind: 'schema', schema: shownConnection },
  async handle({ world, caller, input }) {
    const account = as(world, { role: 'app', accountId: caller.accountId })
    await findConnection(account, caller, input.id)
    const running = input.wait === '0' ? await sentAttempt(account, input.id) : undefined
    if (running) throw connectionFaults.REFRESH_IN_PROGRESS({ connectionId: input.id, retryAfterSeconds: 5 })
    const flight = refresh(world, {
      accountId: caller.accountId,
      connectionId: input.id,
      minValidSeconds: 0,
      urgency: 'forced',
    })
    const result = await withinWaiterTime(world, flight)
    forgetToken(world, input.id)
    if (result.kind === 'held')
      throw connectionFaults.REFRESH_HELD({
        connectionId: input.id,
        retryAfterSeconds: result.retryAfterSeconds,
        why: result.why,
      })
    if (result.kind === 'timeout')
      throw connectionFaults.REFRESH_TIMEOUT({
        connectionId: input.id,
        retryAfterSeconds: result.retryAfterSeconds,
      })
    return findConnection(account, caller, input.id)
  },
})

const remove = route({
  method: 'DELETE',
  path: '/api/connections/:id',
  summary: 'Ends a connection: revoked at the provider first, then deleted; says what happened there.',
  who: scope('connections:write'),
  audit: byRule('connection.deleted'),
  input: z.object({ id: uuid }),
  output: {
    kind: 'schema',
    schema: z.object({
      id: z.string(),
      revocation: z.enum(['revoked', 'pending', 'failed', 'shared', 'none']),
      reason: z.string().nullable(),
    }),
  },
  handle: ({ world, caller, input }) => disconnect(world, caller, input.id),
})

export const tokenRoutes = [readToken, refreshNow, remove]
