import { z } from 'zod'
import { answer, anyone, byRule, json, noAudit, person, route } from '../../../kit/route.ts'
import { userShape } from '../sessions/user.ts'
import { enrol, enrolOptions, removePasskey } from './enrol.ts'
import { assertionAnswer, creationAnswer, optionsShape } from './shapes.ts'
import { answerByPasskey, secondStepOptions, signInByPasskey, signInOptions } from './sign-in.ts'

const options = { kind: 'schema', schema: optionsShape } as const
const answered = json(z.object({ response: assertionAnswer }))

const askForNew = route({
  method: 'POST',
  path: '/auth/passkeys/options',
  summary: 'What a browser makes a passkey of the signed-in person with.',
  who: person,
  audit: noAudit('asks a question'),
  dialect: '004',
  flag: 'TWO_FACTOR_ENABLED',
  stepUp: true,
  output: options,
  handle: ({ world, caller }) => enrolOptions(world, caller.person!),
})

const add = route({
  method: 'POST',
  path: '/auth/passkeys',
  summary: 'Keeps a passkey that the browser made; the other sessions end.',
  who: person,
  audit: byRule('passkey.added'),
  dialect: '004',
  flag: 'TWO_FACTOR_ENABLED',
  stepUp: true,
  onceShown: ['recoveryCodes'],
  body: json(
    z.object({ name: z.string().trim().min(1).max(100).default('Passkey'), response: creationAnswer }),
  ),
  output: {
    kind: 'schema',
    schema: z.object({ id: z.string(), name: z.string(), recoveryCodes: z.array(z.string()) }),
    status: 201,
  },
  async handle({ world, caller, body, request }) {
    const { id, recoveryCodes, cookies } = await enrol(world, caller.person!, body, request)
    return answer({ id, name: body.name, recoveryCodes }, { status: 201, cookies })
  },
})

const remove = route({
  method: 'DELETE',
  path: '/auth/passkeys/:id',
  summary: 'Removes a passkey; the other sessions end.',
  who: person,
  audit: byRule('passkey.removed'),
  dialect: '004',
  stepUp: true,
  input: z.object({ id: z.uuid() }),
  output: { kind: 'empty' },
  async handle({ world, caller, input, request }) {
    return answer(null, {
      status: 204,
      cookies: await removePasskey(world, caller.person!, input.id, request),
    })
  },
})

const askToSignIn = route({
  method: 'POST',
  path: '/auth/passkeys/sign-in/options',
  summary: 'What a passkey is to sign for a sign-in without name and password.',
  who: anyone,
  audit: noAudit('asks a question'),
  dialect: '004',
  noCsrfToken: true,
  output: options,
  async handle({ world }) {
    const { options, cookies } = await signInOptions(world)
    return answer(options, { cookies })
  },
})

const signIn = route({
  method: 'POST',
  path: '/auth/passkeys/sign-in',
  summary: 'Signs in by a passkey alone, which must have looked at its owner.',
  who: anyone,
  audit: byRule('person.signed_in'),
  dialect: '004',
  noCsrfToken: true,
  body: answered,
  output: { kind: 'schema', schema: z.object({ user: userShape }) },
  async handle({ world, body, request }) {
    const { user, cookies } = await signInByPasskey(world, body.response, request)
    return answer({ user }, { cookies })
  },
})

const askForSecondStep = route({
  method: 'POST',
  path: '/auth/2fa/passkey/options',
  summary: 'What a passkey is to sign as the second step of a sign-in.',
  who: anyone,
  audit: noAudit('asks a question'),
  dialect: '004',
  noCsrfToken: true,
  output: options,
  handle: ({ world, request }) => secondStepOptions(world, request),
})

const secondStep = route({
  method: 'POST',
  path: '/auth/2fa/passkey',
  summary: 'The second step of a sign-in, by a passkey.',
  who: anyone,
  audit: byRule('person.signed_in'),
  dialect: '004',
  noCsrfToken: true,
  body: answered,
  output: { kind: 'schema', schema: z.object({ verified: z.boolean(), user: userShape }) },
  async handle({ world, body, request }) {
    const { user, cookies } = await answerByPasskey(world, body.response, request)
    return answer({ verified: true, user }, { cookies })
  },
})

export const passkeyRoutes = [askForNew, add, remove, askToSignIn, signIn, askForSecondStep, secondStep]
