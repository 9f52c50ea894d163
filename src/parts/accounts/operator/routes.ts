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
import { confirmKeyBackup } from '../directory/store.ts'
import { accountSettings } from '../settings.ts'
import { clearedCookie, cookieName, sessionCookie } from './cookie.ts'
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
      { cookies: [sessionCookie(world, secret)] },
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
    const session = await sessionOf(world, request.cookie(cookieName(world)) ?? '')
    const signedInAt = session?.createdAt ?? world.now()
    return {
      home: { accountId: caller.accountId },
      signedInAt,
      idleExpiresAt: minutesAfter(session?.seenAt ?? world.now(), idleMinutes),
      expiresAt: hoursAfter(signedInAt, absoluteHours),
      environment: world.settings(accountSettings).environment,
      version: program.version,
    }
  },
})

const endSession = route({
  method: 'DELETE',
  path: '/api/operator/session',
  summary: 'Signs the operator out.',
  who: operator,
  audit: recorded('operator.signed_out', 'account'),
  output: { kind: 'empty' },
  async handle({ world, caller, request }) {
    await signOut(world, caller, request.cookie(cookieName(world)) ?? '')
    return answer(null, { status: 204, cookies: [clearedCookie(world)] })
  },
})

const makeLink = route({
  method: 'POST',
  path: '/api/operator/links',
  summary: 'Makes another single-use sign-in link (the CLI calls this).',
  who: scope('operator:link'),
  audit: byRule('operator.link_made'),
  onceShown: ['url'],
  output: { kind: 'schema', schema: z.object({ url: z.string(), expiresAt: moment }), status: 201 },
  async handle({ world, caller }) {
    const { secret, expiresAt } = await makeOperatorLink(world, caller.actor)
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
