import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import { answer, byRule, json, noAudit, operator, person, route } from '../../../kit/route.ts'
import { as, transaction } from '../../../kit/world.ts'
import { assertionAnswer, optionsShape } from '../passkeys/shapes.ts'
import { ownAccount } from './authenticator.ts'
import { askReset, takeBackReset } from './reset.ts'
import { typedCode } from './routes.ts'
import { stepUp, stepUpOptions } from './step-up.ts'

const prove = route({
  method: 'POST',
  path: '/auth/step-up',
  summary:
    'Proves anew who is signed in, for what reveals or changes a secret: password and code, or a passkey.',
  who: person,
  audit: byRule('person.stepped_up'),
  dialect: '004',
  whileUnverified: true,
  body: json(
    z.object({
      password: z.string().min(1).max(4096).optional(),
      code: typedCode.optional(),
      passkey: assertionAnswer.optional(),
    }),
  ),
  output: { kind: 'schema', schema: z.object({ provedAt: moment }) },
  async handle({ world, caller, body, request }) {
    const cookies = await stepUp(world, caller.person!, body, request)
    return answer({ provedAt: world.now() }, { cookies })
  },
})

const options = route({
  method: 'POST',
  path: '/auth/step-up/options',
  summary: 'What a passkey of the signed-in person is to sign for that.',
  who: person,
  audit: noAudit('asks a question'),
  dialect: '004',
  whileUnverified: true,
  output: { kind: 'schema', schema: optionsShape },
  handle: ({ world, caller }) => stepUpOptions(world, caller.person!),
})

const personId = z.object({ id: z.uuid() })

const reset = route({
  method: 'POST',
  path: '/api/people/:id/factor-reset',
  summary:
    'Takes off the second factors of a person who lost them, a day from now; the person is told at once.',
  who: operator,
  audit: byRule('factor_reset.asked'),
  stepUp: true,
  input: personId,
  output: { kind: 'schema', schema: z.object({ resetAt: moment }) },
  async handle({ world, caller, input, request }) {
    return { resetAt: await askReset(world, input.id, { actor: caller.actor, requestId: request.id }) }
  },
})

const keep = route({
  method: 'DELETE',
  path: '/api/people/:id/factor-reset',
  summary: 'Leaves the second factors of that person as they are after all.',
  who: operator,
  audit: byRule('factor_reset.taken_back'),
  input: personId,
  output: { kind: 'empty' },
  async handle({ world, caller, input: { id }, request }) {
    await transaction(as(world, { role: 'app', accountId: id }), (world) =>
      takeBackReset(world, id, { actor: caller.actor, requestId: request.id }),
    )
    return answer(null, { status: 204 })
  },
})

const keepOwn = route({
  method: 'DELETE',
  path: '/auth/factors/reset',
  summary: 'The signed-in person still has its second factors: they stay.',
  who: person,
  audit: byRule('factor_reset.taken_back'),
  dialect: '004',
  whileUnverified: true,
  output: { kind: 'empty' },
  async handle({ world, caller, request }) {
    const { personId } = caller.person!
    await transaction(ownAccount(world, caller.person!), (world) =>
      takeBackReset(world, personId, { actor: caller.actor, requestId: request.id }),
    )
    return answer(null, { status: 204 })
  },
})

export const stepUpRoutes = [prove, options, reset, keep, keepOwn]
