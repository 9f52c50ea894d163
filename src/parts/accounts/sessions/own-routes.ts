import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import { isUuid } from '../../../kit/id.ts'
import { answer, byRule, type Caller, json, noAudit, person, route } from '../../../kit/route.ts'
import { transaction } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import { clearedSessionCookies } from './cookies.ts'
import { endSession, endSessions } from './end.ts'
import { signedOut } from './routes.ts'
import { liveSessions, type SessionRow } from './store.ts'

const sessionShape = z.object({
  id: z.string(),
  createdAt: moment,
  lastUsedAt: moment,
  expiresAt: moment,
  isCurrent: z.boolean(),
  agent: z.string().nullable(),
  address: z.string().nullable(),
  methods: z.array(z.string()),
  actingOperator: z.string().nullable(),
})

const list = route({
  method: 'GET',
  path: '/auth/sessions',
  summary: "A person's own live sessions, the one that was used last first.",
  who: person,
  dialect: '004',
  audit: noAudit('shows a person its own sessions and no secret'),
  output: { kind: 'schema', schema: z.object({ sessions: z.array(sessionShape), total: z.number().int() }) },
  async handle({ world, caller }) {
    const sessions = (await liveSessions(world, caller.accountId)).map((row) => shown(row, caller))
    return { sessions, total: sessions.length }
  },
})

const shown = ({ seenAt, idleEndsAt, ...row }: SessionRow, caller: Caller): z.input<typeof sessionShape> => ({
  ...row,
  lastUsedAt: seenAt,
  expiresAt: idleEndsAt,
  isCurrent: row.id === caller.person?.sessionId,
})

const endOneRoute = route({
  method: 'POST',
  path: '/auth/logout-session',
  summary: "Ends one of a person's own sessions.",
  who: person,
  stepUp: true,
  whileUnverified: true,
  dialect: '004',
  audit: byRule('session.ended'),
  body: json(z.object({ sessionId: z.string().min(1).max(100) })),
  output: { kind: 'schema', schema: z.object({ message: z.string(), sessionId: z.string() }) },
  async handle({ world, caller, body: { sessionId }, request }) {
    const wasLive = isUuid(sessionId)
      ? await transaction(world, (world) =>
          endSession(world, caller.accountId, sessionId, {
            reason: 'ended_by_person',
            requestId: request.id,
          }),
        )
      : undefined
    if (wasLive === undefined) throw accountFaults.NO_SUCH_SESSION()
    const message = wasLive ? 'Session invalidated successfully' : 'Session already invalidated'
    const isOwn = sessionId === caller.person?.sessionId
    return answer({ message, sessionId }, { cookies: isOwn ? clearedSessionCookies(world) : [] })
  },
})

const countShape = z.object({ message: z.string(), ended: z.number().int() })

const endOthers = route({
  method: 'POST',
  path: '/auth/logout-others',
  summary: "Ends a person's own sessions but for this one.",
  who: person,
  stepUp: true,
  whileUnverified: true,
  dialect: '004',
  audit: byRule('session.ended'),
  output: { kind: 'schema', schema: countShape },
  async handle({ world, caller, request }) {
    const ended = await transaction(world, (world) =>
      endSessions(world, caller.accountId, {
        except: caller.person?.sessionId ?? null,
        reason: 'ended_by_person',
        requestId: request.id,
      }),
    )
    return { message: 'Other sessions invalidated successfully', ended }
  },
})

const endAll = route({
  method: 'POST',
  path: '/auth/logout-all',
  summary: "Ends all of a person's own sessions, this one too.",
  who: person,
  stepUp: true,
  whileUnverified: true,
  dialect: '004',
  audit: byRule('session.ended'),
  output: { kind: 'schema', schema: countShape },
  async handle({ world, caller, request }) {
    const ended = await transaction(world, (world) =>
      endSessions(world, caller.accountId, { reason: 'ended_by_person', requestId: request.id }),
    )
    return answer({ message: 'All sessions invalidated successfully', ended }, signedOut(world))
  },
})

export const ownSessionRoutes = [list, endOneRoute, endOthers, endAll]
