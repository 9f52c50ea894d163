import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import { answer, anyone, byRule, noAudit, person, route, type SignedIn } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import { findPerson } from '../people/store.ts'
import { clearedSessionCookies, sessionCookieOf, sessionCookies } from './cookies.ts'
import { signOut } from './end.ts'
import type { Found } from './find-store.ts'
import { foundFor } from './recognise.ts'
import { refreshSession } from './refresh.ts'
import { type User, userOf, userShape } from './user.ts'

const messageShape = z.object({ message: z.string() })

const refresh = route({
  method: 'POST',
  path: '/auth/refresh',
  summary: "The next pair of a session's tokens, as cookies.",
  who: anyone,
  noCsrfToken: true,
  dialect: '004',
  audit: byRule('session.refreshed'),
  output: { kind: 'schema', schema: messageShape },
  async handle({ world, request }) {
    const refreshed = await refreshSession(world, sessionCookieOf(world, request, 'refresh'), request.id)
    return answer(
      { message: 'Token refreshed successfully' },
      { cookies: sessionCookies(world, refreshed, request) },
    )
  },
})

const logout = route({
  method: 'POST',
  path: '/auth/logout',
  summary: "Ends this browser's session.",
  who: anyone,
  callerIfAny: true,
  whileUnverified: true,
  whileActing: true,
  dialect: '004',
  audit: byRule('session.ended'),
  output: { kind: 'schema', schema: messageShape },
  async handle({ world, request }) {
    await signOut(world, request)
    return answer({ message: 'Logged out successfully' }, signedOut(world))
  },
})

/** What a browser kept of the person goes with the cookies; which browser it is, it may still say. */
export const signedOut = (world: World) => ({
  cookies: clearedSessionCookies(world),
  headers: { 'clear-site-data': '"cache", "storage"' },
})

const me = route({
  method: 'GET',
  path: '/auth/me',
  summary: 'Who is signed in.',
  who: person,
  dialect: '004',
  audit: noAudit('shows a person nothing but itself'),
  output: { kind: 'schema', schema: z.object({ user: userShape }) },
  handle: async ({ world, caller }) => ({ user: await userBehind(world, caller.person) }),
})

const session = route({
  method: 'GET',
  path: '/auth/session',
  summary: 'Who is signed in, and the session.',
  who: person,
  dialect: '004',
  audit: noAudit('shows a person nothing but itself and its session'),
  output: {
    kind: 'schema',
    schema: z.object({
      user: userShape,
      session: z.object({
        id: z.string(),
        createdAt: moment,
        lastUsedAt: moment,
        expiresAt: moment,
        refreshBefore: moment,
        authenticatedAt: moment,
        methods: z.array(z.string()),
        actingOperator: z.string().nullable(),
      }),
    }),
  },
  async handle({ world, caller }) {
    const found = sessionBehind(caller.person)
    return {
      user: await userOf(world, found),
      session: {
        id: found.sessionId,
        createdAt: found.createdAt,
        lastUsedAt: found.seenAt,
        expiresAt: found.idleEndsAt,
        refreshBefore: found.accessEndsAt,
        authenticatedAt: found.authAt,
        methods: found.methods,
        actingOperator: found.actingOperator,
      },
    }
  },
})

/** @throws NO_SUCH_SESSION where an outside issuer's token recognised the person */
function sessionBehind(person: SignedIn | undefined): Found {
  const found = person && foundFor(person)
  if (!found) throw accountFaults.NO_SUCH_SESSION()
  return found
}

/** What the look-up of the session told already; of a token of an outside issuer the person is asked for. */
async function userBehind(world: World, person: SignedIn | undefined): Promise<User> {
  const found = person && foundFor(person)
  if (found) return userOf(world, found)
  const row = await findPerson(world)
  if (!person || !row) throw accountFaults.NO_SUCH_SESSION()
  return userOf(world, { ...row, personCreatedAt: row.createdAt, hasSecondFactor: person.hasSecondFactor })
}

export const sessionRoutes = [refresh, logout, me, session]
