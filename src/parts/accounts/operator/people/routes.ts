import { z } from 'zod'
import { cursorQuery, limitQuery, pageOf, placeOf, uuid } from '../../../../kit/listing.ts'
import { answer, byRule, json, operator, route } from '../../../../kit/route.ts'
import { as, type World } from '../../../../kit/world.ts'
import { isSaidWhole } from '../../../messages/index.ts'
import { normalUsername } from '../../people/person.ts'
import { findPerson } from '../../people/store.ts'
import { disable, enable, endEverybodysSessions, endSessionsOf, letOperate, sendReset } from './acts.ts'
import { recordLook } from './by.ts'
import { havingAddress, havingSubject } from './find.ts'
import { impersonate } from './impersonate.ts'
import { describeRow, personShape, wholePerson, wholePersonShape } from './shown.ts'
import { peoplePage } from './store.ts'

const ofPerson = z.object({ id: uuid })
const why = z.string().trim().min(1).max(500)
/** The person reads it in a mail, whole: one line, and nothing that could become a link there. */
const toldWhy = why.refine(isSaidWhole, {
  error: 'is told by mail: one line of at most 100 characters, without a name such as example.org',
})
const ended = { kind: 'schema', schema: z.object({ ended: z.number() }) } as const
const empty = { kind: 'empty' } as const
const noContent = () => answer(null, { status: 204 })

const list = route({
  method: 'GET',
  path: '/api/people',
  summary:
    'People, newest first; `username`: whose name begins so; `address`: whose whole address that is; `subject`: whom an issuer knows by just that.',
  who: operator,
  audit: byRule('people.listed'),
  input: z.object({
    limit: limitQuery,
    cursor: cursorQuery,
    address: z.string().max(320).optional(),
    subject: z.string().min(1).max(255).optional(),
    username: z.string().min(1).max(255).optional(),
  }),
  output: {
    kind: 'schema',
    schema: z.object({ people: z.array(personShape), nextCursor: z.string().nullable() }),
  },
  async handle({ world, caller, input: { limit, cursor, address, subject, username }, request }) {
    await recordLook(world, { caller, request }, 'people.listed')
    if (address !== undefined) return theseOnly(world, await havingAddress(world, address))
    if (subject !== undefined) return theseOnly(world, await havingSubject(world, subject))
    const jobs = as(world, { role: 'jobs' })
    const begins = username === undefined ? null : normalUsername(username)
    const found = await peoplePage(jobs, begins, placeOf(cursor), limit + 1)
    const { rows, nextCursor } = pageOf(found, limit, ({ createdAt: at, accountId: id }) => ({ at, id }))
    return { people: await Promise.all(rows.map((row) => describeRow(world, row))), nextCursor }
  },
})

async function theseOnly(world: World, ids: readonly string[]) {
  const rows = await Promise.all(ids.map((id) => findPerson(as(world, { role: 'app', accountId: id }))))
  const people = await Promise.all(rows.flatMap((row) => (row ? [describeRow(world, row)] : [])))
  return { people, nextCursor: null }
}

const show = route({
  method: 'GET',
  path: '/api/people/:id',
  summary:
    'What is known of a person: sessions, kinds of factors, memberships, how much there is; no secret.',
  who: operator,
  audit: byRule('person.looked_at'),
  input: ofPerson,
  output: { kind: 'schema', schema: wholePersonShape },
  async handle({ world, caller, input, request }) {
    const person = await wholePerson(world, input.id)
    await recordLook(world, { caller, request }, 'person.looked_at', input.id)
    return person
  },
})

const switchOff = route({
  method: 'POST',
  path: '/api/people/:id/disable',
  summary:
    'Switches an account off: its sessions end at once, and nobody signs in to it. The person is told by mail.',
  who: operator,
  stepUp: true,
  audit: byRule('person.disabled'),
  input: ofPerson,
  body: json(z.object({ reason: why })),
  output: ended,
  handle: async ({ world, caller, input, body, request }) => ({
    ended: await disable(world, input.id, body.reason, { caller, request }),
  }),
})

const switchOn = route({
  method: 'POST',
  path: '/api/people/:id/enable',
  summary: 'Switches an account on again.',
  who: operator,
  stepUp: true,
  audit: byRule('person.enabled'),
  input: ofPerson,
  output: empty,
  async handle({ world, caller, input, request }) {
    await enable(world, input.id, { caller, request })
    return noContent()
  },
})

const endAll = route({
  method: 'POST',
  path: '/api/people/:id/sessions/end',
  summary: 'Ends all sessions of a person.',
  who: operator,
  audit: byRule('session.ended'),
  input: ofPerson,
  output: ended,
  handle: async ({ world, caller, input, request }) => ({
    ended: await endSessionsOf(world, input.id, { caller, request }),
  }),
})

const endEverybodys = route({
  method: 'POST',
  path: '/api/people/sessions/end',
  summary: "Ends everybody's sessions but the caller's own: after a break-in.",
  who: operator,
  stepUp: true,
  audit: byRule('people.sessions_ended'),
  output: ended,
  handle: async ({ world, caller, request }) => ({
    ended: await endEverybodysSessions(world, { caller, request }),
  }),
})

const reset = route({
  method: 'POST',
  path: '/api/people/:id/send-reset',
  summary:
    'Mails a person a link to set a new password with. Nobody sees or sets a password of somebody else.',
  who: operator,
  audit: byRule('person.reset_asked'),
  input: ofPerson,
  output: empty,
  async handle({ world, caller, input, request }) {
    await sendReset(world, input.id, { caller, request })
    return answer(null, { status: 204 })
  },
})

const operate = route({
  method: 'POST',
  path: '/api/people/:id/operator',
  summary: 'Lets a person look after this deployment, or no more; its sessions end.',
  who: operator,
  stepUp: true,
  audit: byRule('person.made_operator'),
  input: ofPerson,
  body: json(z.object({ isOperator: z.boolean() })),
  output: empty,
  async handle({ world, caller, input, body, request }) {
    await letOperate(world, input.id, body.isOperator, { caller, request })
    return noContent()
  },
})

const first = route({
  method: 'POST',
  path: '/api/operator/person',
  summary:
    'Makes a person an operator and owner of the home account: the first one, by the session of a link.',
  who: operator,
  stepUp: true,
  audit: byRule('person.made_operator'),
  body: json(z.object({ personId: uuid })),
  output: empty,
  async handle({ world, caller, body, request }) {
    await letOperate(world, body.personId, true, { caller, request })
    return noContent()
  },
})

const look = route({
  method: 'POST',
  path: '/api/people/:id/impersonate',
  summary:
    "Looks through a person's eyes for half an hour at most, reading alone; off by default, and the person is told.",
  who: operator,
  stepUp: true,
  audit: byRule('person.impersonated'),
  input: ofPerson,
  body: json(z.object({ reason: toldWhy })),
  output: { kind: 'schema', schema: z.object({ sessionId: z.string(), message: z.string() }) },
  async handle({ world, caller, input, body, request }) {
    const { sessionId, cookies } = await impersonate(world, input.id, body.reason, { caller, request })
    const message = 'This browser sees what the person sees. Sign out to end it, then sign in as yourself.'
    return answer({ sessionId, message }, { cookies })
  },
})

// Fixed paths before `/:id/…`.
export const peopleRoutes = [
  endEverybodys,
  list,
  show,
  switchOff,
  switchOn,
  endAll,
  reset,
  operate,
  first,
  look,
]
