import { z } from 'zod'
import { hoursAfter, minutesAfter } from '../../../kit/duration.ts'
import { moment } from '../../../kit/listing.ts'
import {
  answer,
  anyone,
  byRule,
  json,
  noAudit,
  operator,
  recorded,
  route,
  scope,
} from '../../../kit/route.ts'
import { program } from '../../../kit/program.ts'
import type { World } from '../../../kit/world.ts'
import { confirmKeyBackup } from '../directory/store.ts'
import { clearedSessionCookies } from '../sessions/cookies.ts'
import { endPresented } from '../sessions/end.ts'
import type { Found } from '../sessions/find-store.ts'
import { foundFor } from '../sessions/recognise.ts'
import { accountSettings } from '../settings.ts'
import {
  clearedCookie,
  clearedTokenCookie,
  cookieName,
  freshTokenCookies,
  sessionCookie,
  tokenCookie,
} from './cookie.ts'
import {
  absoluteHours,
  callerOf,
  idleMinutes,
  makeOperatorLink,
  sessionOf,
  signInByLink,
  signOut,
} from './session.ts'

const signIn = route({
  method: 'POST',
  path: '/api/operator/session',
  summary: 'Signs the operator in with the secret of a single-use link.',
  who: anyone,
  audit: byRule('operator.signed_in'),
  limits: ['sign-in'],
  body: json(z.object({ token: z.string().min(1).max(200) })),
  output: { kind: 'schema', schema: z.object({ expiresAt: moment }) },
  async handle({ world, body, request }) {
    const { session, secret } = await signInByLink(world, body.token, request.id)
    return answer(
      { expiresAt: hoursAfter(session.createdAt, absoluteHours) },
      { cookies: [sessionCookie(world, secret), tokenCookie(world, session.id)] },
    )
  },
})

const showSession = route({
  method: 'GET',
  path: '/api/operator/session',
  summary: "The operator's own session.",
  who: operator,
  audit: noAudit('shows nothing but the session itself'),
  output: {
    kind: 'schema',
    schema: z.object({
      home: z.object({ accountId: z.string() }),
      signedInAt: moment,
      idleExpiresAt: moment,
      expiresAt: moment,
      environment: z.string(),
      version: z.string(),
    }),
  },
  async handle({ world, caller, request }) {
    const own = caller.person && foundFor(caller.person)
    if (own) return shownOf(world, caller.accountId, own)
    const session = await sessionOf(world, request.cookie(cookieName(world)) ?? '')
    const signedInAt = session?.createdAt ?? world.now()
    return answer(
      {
        home: { accountId: caller.accountId },
        signedInAt,
        idleExpiresAt: minutesAfter(session?.seenAt ?? world.now(), idleMinutes),
        expiresAt: hoursAfter(signedInAt, absoluteHours),
        environment: world.settings(accountSettings).environment,
        version: program.version,
      },
      { cookies: session ? freshTokenCookies(world, request, session.id) : [] },
    )
  },
})

/** A person's session that acts for the home account. */
const shownOf = (world: World, accountId: string, { createdAt, idleEndsAt, endsAt }: Found) => ({
  home: { accountId },
  signedInAt: createdAt,
  idleExpiresAt: idleEndsAt,
  expiresAt: endsAt,
  environment: world.settings(accountSettings).environment,
  version: program.version,
})

const endSession = route({
  method: 'DELETE',
  path: '/api/operator/session',
  summary: 'Signs the operator out.',
  who: operator,
  audit: recorded('operator.signed_out', 'account'),
  output: { kind: 'empty' },
  async handle({ world, caller, request }) {
    if (caller.person?.sessionId) {
      await endPresented(world, request, 'signed_out')
      return answer(null, { status: 204, cookies: clearedSessionCookies(world) })
    }
    await signOut(world, caller, request.cookie(cookieName(world)) ?? '')
    return answer(null, { status: 204, cookies: [clearedCookie(world), clearedTokenCookie(world)] })
  },
})

const makeLink = route({
  method: 'POST',
  path: '/api/operator/links',
  summary: 'Makes another single-use sign-in link (the CLI calls this).',
  who: scope('operator:link'),
  stepUp: true,
  audit: byRule('operator.link_made'),
  onceShown: ['url'],
  output: { kind: 'schema', schema: z.object({ url: z.string(), expiresAt: moment }), status: 201 },
  async handle({ world, caller, request }) {
    const { secret, expiresAt } = await makeOperatorLink(world, caller.actor, request.id)
    return { url: `${signInAddress(world.settings(accountSettings).keyholdUrl)}#${secret}`, expiresAt }
  },
})

/** The secret stands in the fragment, which no server and no log ever sees. */
export const signInAddress = (keyholdUrl: URL): string => new URL('/sign-in', keyholdUrl).href

const confirmBackup = route({
  method: 'POST',
  path: '/api/operator/key-backup',
  summary: 'Confirms that the master key is backed up.',
  who: operator,
  audit: recorded('key_backup.confirmed', 'account'),
  body: json(z.object({ confirmed: z.literal(true) })),
  output: { kind: 'empty' },
  async handle({ world }) {
    await confirmKeyBackup(world)
    return answer(null, { status: 204 })
  },
})

export const operatorRoutes = [signIn, showSession, endSession, makeLink, confirmBackup]
export { callerOf }
