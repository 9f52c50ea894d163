import { z } from 'zod'
import { moment, uuid } from '../../../../kit/listing.ts'
import { answer, byRule, json, noAudit, operator, route } from '../../../../kit/route.ts'
import { as, transaction, type World } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import { accountFaults } from '../../faults.ts'
import { personOf } from '../../people/person.ts'
import type { By } from './by.ts'
import { isTeam, membersOf, putMember, removeMember } from './store.ts'

const role = z.enum(['owner', 'member', 'viewer'])
const ofMember = z.object({ id: uuid, personId: uuid })

const list = route({
  method: 'GET',
  path: '/api/teams/:id/members',
  summary: 'Who may act for a team, and as what.',
  who: operator,
  audit: noAudit('shows ids and roles'),
  input: z.object({ id: uuid }),
  output: {
    kind: 'schema',
    schema: z.object({ members: z.array(z.object({ personId: z.string(), role, createdAt: moment })) }),
  },
  async handle({ world, input: { id } }) {
    const team = as(world, { role: 'app', accountId: id })
    if (!(await isTeam(team, id))) throw accountFaults.TEAM_NOT_FOUND()
    return { members: await membersOf(team, id) }
  },
})

const put = route({
  method: 'PUT',
  path: '/api/teams/:id/members/:personId',
  summary: 'Says what a person may do for a team.',
  who: operator,
  stepUp: true,
  audit: byRule('member.put'),
  input: ofMember,
  body: json(z.object({ role })),
  output: { kind: 'empty' },
  async handle({ world, caller, input: { id, personId }, body, request }) {
    if (!(await personOf(as(world, { role: 'app', accountId: personId }))))
      throw accountFaults.PERSON_NOT_FOUND()
    await inTeam(world, id, async (world) => {
      await putMember(world, id, personId, body.role)
      await tell(world, 'member.put', { id, personId }, { caller, request }, { role: body.role })
    })
    return answer(null, { status: 204 })
  },
})

const remove = route({
  method: 'DELETE',
  path: '/api/teams/:id/members/:personId',
  summary: 'A person may do nothing for a team any more.',
  who: operator,
  stepUp: true,
  audit: byRule('member.removed'),
  input: ofMember,
  output: { kind: 'empty' },
  async handle({ world, caller, input: { id, personId }, request }) {
    await inTeam(world, id, async (world) => {
      if (!(await removeMember(world, id, personId))) throw accountFaults.PERSON_NOT_FOUND()
      await tell(world, 'member.removed', { id, personId }, { caller, request })
    })
    return answer(null, { status: 204 })
  },
})

/** @throws TEAM_NOT_FOUND */
const inTeam = (world: World, id: string, act: (world: World) => Promise<void>): Promise<void> =>
  transaction(as(world, { role: 'app', accountId: id }), async (world) => {
    if (!(await isTeam(world, id))) throw accountFaults.TEAM_NOT_FOUND()
    await act(world)
  })

const tell = (
  world: World,
  action: string,
  { id, personId }: { id: string; personId: string },
  { caller, request }: By,
  detail: Record<string, string> = {},
): Promise<void> =>
  record(world, {
    action,
    accountId: id,
    actor: caller.actor,
    requestId: request.id,
    object: { kind: 'person', id: personId },
    detail,
  })

export const memberRoutes = [list, put, remove]
