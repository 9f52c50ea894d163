import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import { answer, anyone, byRule, json, noAudit, person, route } from '../../../kit/route.ts'
import { passkeys } from './store.ts'
import { userShape } from '../sessions/user.ts'
import { disableApp, enableApp, ownAccount, setUpAuthenticator } from './authenticator.ts'
import { fewRecoveryCodes, recoveryCodesLeft } from './recovery-codes.ts'
import { renewRecoveryCodes } from './renewal.ts'
import { resetAt } from './reset-store.ts'
import { answerByCode } from './second-step.ts'
import { findAuthenticator } from './store.ts'

/** As it is typed: digits of the app, or a recovery code. */
export const typedCode = z.string().min(1).max(40)
const withCode = json(z.object({ code: typedCode }))

const setUp = route({
  method: 'POST',
  path: '/auth/2fa/setup',
  summary:
    'Makes a secret for an authenticator app, as text and as a QR code; asked for from `/auth/2fa/enable` on.',
  who: person,
  audit: noAudit('nothing is asked for by it yet, and the next one takes its place'),
  dialect: '004',
  flag: 'TWO_FACTOR_ENABLED',
  stepUp: true,
  onceShown: ['secret', 'otpauthUrl', 'qr'],
  output: {
    kind: 'schema',
    schema: z.object({ secret: z.string(), otpauthUrl: z.string(), qr: z.string(), message: z.string() }),
  },
  async handle({ world, caller }) {
    const made = await setUpAuthenticator(world, caller.person!)
    return { ...made, message: 'Scan the QR code with an authenticator app, then send the code it shows.' }
  },
})

const enable = route({
  method: 'POST',
  path: '/auth/2fa/enable',
  summary: 'Asks for a code of the app at every sign-in from now on; the other sessions end.',
  who: person,
  audit: byRule('factor.enabled'),
  dialect: '004',
  flag: 'TWO_FACTOR_ENABLED',
  stepUp: true,
  onceShown: ['recoveryCodes'],
  body: withCode,
  output: {
    kind: 'schema',
    schema: z.object({ message: z.string(), enabled: z.boolean(), recoveryCodes: z.array(z.string()) }),
  },
  async handle({ world, caller, body, request }) {
    const { recoveryCodes, cookies } = await enableApp(world, caller.person!, body.code, request)
    const message = 'Two-factor authentication is enabled. Keep the recovery codes: they are shown this once.'
    return answer({ message, enabled: true, recoveryCodes }, { cookies })
  },
})

const verify = route({
  method: 'POST',
  path: '/auth/2fa/verify',
  summary:
    'The second step of a sign-in, by a code of the app or a recovery code; whose it is, the cookie says.',
  who: anyone,
  audit: byRule('person.signed_in'),
  dialect: '004',
  noCsrfToken: true,
  body: withCode,
  output: { kind: 'schema', schema: z.object({ verified: z.boolean(), user: userShape }) },
  async handle({ world, body, request }) {
    const { user, cookies } = await answerByCode(world, body.code, request)
    return answer({ verified: true, user }, { cookies })
  },
})

const disable = route({
  method: 'POST',
  path: '/auth/2fa/disable',
  summary:
    'Takes the authenticator app off, by a last code of it or a recovery code; the other sessions end.',
  who: person,
  audit: byRule('factor.disabled'),
  dialect: '004',
  stepUp: true,
  body: withCode,
  output: { kind: 'schema', schema: z.object({ enabled: z.boolean(), message: z.string() }) },
  async handle({ world, caller, body, request }) {
    const cookies = await disableApp(world, caller.person!, body.code, request)
    return answer({ enabled: false, message: 'Two-factor authentication is disabled.' }, { cookies })
  },
})

const makeCodes = route({
  method: 'POST',
  path: '/auth/2fa/recovery-codes',
  summary: 'Makes ten new recovery codes in the place of those before; they are shown this once.',
  who: person,
  audit: byRule('recovery_codes.made'),
  dialect: '004',
  stepUp: true,
  onceShown: ['recoveryCodes'],
  output: { kind: 'schema', schema: z.object({ recoveryCodes: z.array(z.string()) }) },
  async handle({ world, caller, request }) {
    return { recoveryCodes: await renewRecoveryCodes(world, caller.person!, request) }
  },
})

const list = route({
  method: 'GET',
  path: '/auth/factors',
  summary: 'By what the signed-in person can prove who it is, beside the password.',
  who: person,
  audit: noAudit('shows the caller its own factors, and nothing secret of them'),
  dialect: '004',
  output: {
    kind: 'schema',
    schema: z.object({
      authenticator: z.object({ enabledAt: moment, usedAt: moment.nullable() }).nullable(),
      passkeys: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          createdAt: moment,
          usedAt: moment.nullable(),
          isBackedUp: z.boolean(),
        }),
      ),
      recoveryCodes: z.object({ left: z.number(), isFew: z.boolean() }),
      resetAt: moment.nullable().describe('When all of them are taken off, as the operator was asked to.'),
    }),
  },
  async handle({ world, caller }) {
    const own = ownAccount(world, caller.person!)
    const [app, keys, left, at] = await Promise.all([
      findAuthenticator(own),
      passkeys(own),
      recoveryCodesLeft(own),
      resetAt(own, caller.person!.personId),
    ])
    const isEnrolled = app?.enabledAt != null || keys.length > 0
    return {
      authenticator: app?.enabledAt ? { enabledAt: app.enabledAt, usedAt: app.usedAt } : null,
      passkeys: keys.map((key) => ({
        ...key,
        createdAt: key.enabledAt,
        isBackedUp: key.isBackedUp === true,
      })),
      recoveryCodes: { left, isFew: isEnrolled && left <= fewRecoveryCodes },
      resetAt: at,
    }
  },
})

export const factorRoutes = [setUp, enable, verify, disable, makeCodes, list]
