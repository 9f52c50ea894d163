import { z } from 'zod'
import { isMailAddress } from '../../../kit/mail.ts'
import { anyone, byRule, json, person, route } from '../../../kit/route.ts'
import { faults } from '../../../kit/fault.ts'
import { refuseProvedElsewhere } from '../factors/own-proof.ts'
import { accountFaults } from '../faults.ts'
import { checkPassword } from '../passwords/check.ts'
import { normalAddress } from '../people/address.ts'
import { usernameFrom } from '../people/person.ts'
import { askForAddress, takeAddress } from './change-address.ts'
import { register } from './register.ts'
import { forgetPassword, resetPassword } from './reset.ts'
import { proveAddress } from './verify.ts'
import { sendAnother, sendAnotherTo } from './resend.ts'

const addressText = z.string().max(400)
const passwordText = z.string().max(10_000)
const token = z.string().min(1).max(200)

/** In its normal form. @throws ADDRESS_INVALID */
function addressIn(text: string): string {
  const address = normalAddress(text)
  if (!isMailAddress(address)) throw accountFaults.ADDRESS_INVALID()
  return address
}

/** @throws USERNAME_INVALID */
function usernameIn(text: string): string {
  const name = usernameFrom(text)
  if (name === undefined) throw accountFaults.USERNAME_INVALID()
  return name
}

const said = z.object({ message: z.string() })

const signUp = route({
  method: 'POST',
  path: '/auth/register',
  summary:
    'Signs somebody up. The answer is the same whether the address was free; what is to be done next comes by mail.',
  who: anyone,
  audit: byRule('person.registered'),
  dialect: '004',
  limits: ['sign-in'],
  body: json(
    z.object({
      email: addressText,
      username: z.string().max(400),
      password: passwordText,
      displayName: z.string().trim().max(200).optional(),
    }),
  ),
  output: { kind: 'schema', schema: said, status: 201 },
  async handle({ world, body, request }) {
    const { password, displayName = null } = body
    const [address, username] = [addressIn(body.email), usernameIn(body.username)]
    await checkPassword(world, password, { username, address })
    await register(world, { address, username, displayName, password }, request)
    return {
      message:
        'You can sign in now, if the address was free. If a mail comes, follow its link to prove the address.',
    }
  },
})

const verify = route({
  method: 'POST',
  path: '/auth/verify-email',
  summary: 'Proves an address by the token of a mailed link, once.',
  who: anyone,
  callerIfAny: true,
  whileUnverified: true,
  noCsrfToken: true,
  flag: 'EMAIL_ENABLED',
  audit: byRule('person.address_proved'),
  dialect: '004',
  limits: ['sign-in'],
  body: json(
    z.object({
      token,
      password: passwordText
        .optional()
        .describe('Of who signed up: where somebody else tried with the same address, it stays.'),
    }),
  ),
  output: {
    kind: 'schema',
    schema: said.extend({
      verified: z.literal(true).optional(),
      alreadyVerified: z.literal(true).optional(),
      passwordNeeded: z
        .literal(true)
        .optional()
        .describe(
          "Others had signed up with the address too: nobody's password counts, a new one is set by mail.",
        ),
    }),
  },
  async handle({ world, caller, body, request }) {
    const outcome = await proveAddress(world, { token: body.token, password: body.password, caller }, request)
    switch (outcome) {
      case 'proved':
        return { message: 'Email verified successfully', verified: true }
      case 'proved_before':
        return { message: 'Email is already verified', alreadyVerified: true }
      case 'needs_password':
        return {
          message:
            'Email verified successfully. Somebody else had used this address, so set a new password with POST /auth/forgot-password.',
          verified: true,
          passwordNeeded: true,
        }
    }
  },
})

const resend = route({
  method: 'POST',
  path: '/auth/resend-verification',
  summary: 'Mails another link to prove the address with: to who is signed in, or to `email`.',
  who: anyone,
  callerIfAny: true,
  whileUnverified: true,
  noCsrfToken: true,
  flag: 'EMAIL_ENABLED',
  audit: byRule('person.verification_sent'),
  dialect: '004',
  limits: ['sign-in'],
  body: json(z.object({ email: addressText.optional() }).optional()),
  output: { kind: 'schema', schema: said.extend({ email: z.string() }) },
  async handle({ world, caller, body, request }) {
    const message = 'Verification email sent'
    if (caller?.person) return { message, email: await sendAnother(world, caller.person.personId, request) }
    if (body?.email === undefined) throw faults.UNAUTHENTICATED()
    const address = addressIn(body.email)
    await sendAnotherTo(world, address, request)
    return { message, email: address }
  },
})

const forgot = route({
  method: 'POST',
  path: '/auth/forgot-password',
  summary:
    "Mails a link to set a new password with, if the address is anybody's. The answer is the same either way.",
  who: anyone,
  flag: 'EMAIL_ENABLED',
  audit: byRule('person.reset_asked'),
  dialect: '004',
  limits: ['sign-in'],
  body: json(z.object({ email: addressText })),
  output: { kind: 'schema', schema: said },
  async handle({ world, body, request }) {
    await forgetPassword(world, addressIn(body.email), request)
    return { message: 'If the address is known, a link to set a new password is on its way.' }
  },
})

const reset = route({
  method: 'POST',
  path: '/auth/reset-password',
  summary:
    'Sets a new password by the token of a mailed link, once; all sessions end, and nobody is signed in.',
  who: anyone,
  audit: byRule('person.password_reset'),
  dialect: '004',
  limits: ['sign-in'],
  body: json(z.object({ token, password: passwordText })),
  output: { kind: 'schema', schema: said },
  async handle({ world, body, request }) {
    await resetPassword(world, body, request)
    return { message: 'The password is set. Sign in with it.' }
  },
})

const changeAddress = route({
  method: 'POST',
  path: '/auth/change-email',
  summary: 'Asks for another address: a link goes there, and the old address stays until it is used.',
  who: person,
  whileUnverified: true,
  stepUp: true,
  flag: 'EMAIL_ENABLED',
  audit: byRule('person.address_asked'),
  dialect: '004',
  body: json(z.object({ email: addressText })),
  output: { kind: 'schema', schema: said.extend({ email: z.string() }) },
  async handle({ world, caller, body, request }) {
    refuseProvedElsewhere(caller.person!)
    const address = addressIn(body.email)
    await askForAddress(world, caller.person!.personId, address, request)
    return { message: 'A link to confirm the new address was sent there.', email: address }
  },
})

const confirmAddress = route({
  method: 'POST',
  path: '/auth/change-email/confirm',
  summary:
    'Takes another address by the token of the link that was mailed there, once; the old address is told.',
  who: anyone,
  flag: 'EMAIL_ENABLED',
  audit: byRule('person.address_changed'),
  dialect: '004',
  limits: ['sign-in'],
  body: json(z.object({ token })),
  output: { kind: 'schema', schema: said.extend({ email: z.string(), verified: z.literal(true) }) },
  async handle({ world, body, request }) {
    const email = await takeAddress(world, body.token, request)
    return { message: 'The address was changed.', email, verified: true as const }
  },
})

export const registrationRoutes = [signUp, verify, resend, forgot, reset, changeAddress, confirmAddress]
