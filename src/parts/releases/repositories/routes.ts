import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import { json, noAudit, recorded, route, scope } from '../../../kit/route.ts'
import { releaseFaults } from '../faults.ts'
import { changeRepository, findRepository, listRepositories } from './store.ts'

const shown = z.object({
  id: z.string(),
  name: z.string(),
  defaultBranch: z.string().nullable(),
  createdAt: moment,
})
const most = 500

const list = route({
  method: 'GET',
  path: '/internal/repositories',
  summary: 'The repositories that something was sent about.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  dialect: '004',
  output: { kind: 'schema', schema: z.object({ repositories: z.array(shown) }) },
  handle: async ({ world, caller }) => ({
    repositories: await listRepositories(world, caller.accountId, most),
  }),
})

const change = route({
  method: 'PATCH',
  path: '/internal/repositories',
  summary: 'Says which branch of a repository is its default one: there broken tests are looked for.',
  who: scope('releases:write'),
  audit: recorded('repository.changed', 'repository'),
  dialect: '004',
  body: json(
    z.strictObject({
      repository: z.string().min(1).max(200),
      defaultBranch: z.string().trim().min(1).max(250).nullable(),
    }),
  ),
  output: { kind: 'schema', schema: shown },
  async handle({ world, caller: { accountId }, body: { repository: name, defaultBranch } }) {
    const found = await findRepository(world, accountId, name)
    if (!found) throw releaseFaults.REPOSITORY_NOT_FOUND()
    await changeRepository(world, accountId, found.id, { defaultBranch })
    return { ...found, defaultBranch }
  },
})

export const repositoryRoutes = [list, change]
