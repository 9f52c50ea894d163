import { z } from 'zod'
import { faults } from '../../../../kit/fault.ts'
import { json, noAudit, recorded, route, scope } from '../../../../kit/route.ts'
import { defaultRepository, envelopeMembers } from '../../envelope/envelope.ts'
import { changeRepository, findRepository, repositoryFor } from '../../repositories/store.ts'
import { policyOf, policyShape, policyShown, settingsName } from '../findings/policy.ts'

const input = z.object({ repository: envelopeMembers.repository })
const output = {
  kind: 'schema',
  schema: z.object({
    repository: z.string(),
    isOwn: z.boolean().describe('Whether the repository has one of its own.'),
    policy: policyShown,
  }),
} as const
const common = {
  path: '/internal/pr-intel/policy',
  dialect: '004',
  flag: 'PR_INTEL_ENABLED',
  input,
  output,
} as const

const show = route({
  ...common,
  method: 'GET',
  summary:
    'What a repository calls sensitive, from which probability on a change is of which level, and what blocks.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  async handle({ world, caller, input: { repository: name = defaultRepository } }) {
    const found = await findRepository(world, caller.accountId, name)
    const settings = found?.settings ?? {}
    return { repository: name, isOwn: settingsName in settings, policy: policyOf(settings) }
  },
})

const change = route({
  ...common,
  method: 'PUT',
  summary: "Puts a repository's policy; what is left out is as usual. The probability does not depend on it.",
  who: scope('releases:write'),
  audit: recorded('pull_request.policy_changed', 'repository'),
  body: json(policyShape),
  async handle({ world, caller, input: { repository: name = defaultRepository }, body }) {
    if (body.levels.medium > body.levels.high)
      throw faults.BAD_REQUEST({
        violations: [{ at: '/levels/high', wants: 'wants a probability of at least that of medium' }],
      })
    const { id } = await repositoryFor(world, caller.accountId, name)
    await changeRepository(world, caller.accountId, id, { slice: settingsName, settings: body })
    return { id, repository: name, isOwn: true, policy: body }
  },
})

export const policyRoutes = [show, change]
