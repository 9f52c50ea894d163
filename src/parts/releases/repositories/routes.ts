import { z } from 'zod'
import { cursorQuery, moment, pageOf, placeOf } from '../../../kit/listing.ts'
import { json, noAudit, recorded, route, scope } from '../../../kit/route.ts'
import { releaseFaults } from '../faults.ts'
import { changeRepository, findRepository, listRepositories, wasTested } from './store.ts'

const shown = z.object({
  id: z.string(),
  name: z.string(),
  defaultBranch: z.string().nullable(),
  createdAt: moment,
})
/** All of a team's, mostly. */
const most = 500

const list = route({
  method: 'GET',
  path: '/internal/repositories',
  summary: 'The repositories that something was sent about, by name.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  dialect: '004',
  input: z.object({ limit: z.coerce.number().int().min(1).max(most).default(most), cursor: cursorQuery }),
  output: {
    kind: 'schema',
    schema: z.object({ repositories: z.array(shown), nextCursor: z.string().nullable() }),
  },
  async handle({ world, caller, input: { limit, cursor } }) {
    const found = await listRepositories(world, caller.accountId, placeOf(cursor), limit + 1)
    const { rows, nextCursor } = pageOf(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }))
    return { repositories: rows, nextCursor }
  },
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
  output: {
    kind: 'schema',
    schema: shown.extend({ warnings: z.array(z.object({ code: z.string(), words: z.string() })) }),
  },
  async handle({ world, caller: { accountId }, body: { repository: name, defaultBranch } }) {
    const found = await findRepository(world, accountId, name)
    if (!found) throw releaseFaults.REPOSITORY_NOT_FOUND()
    await changeRepository(world, accountId, found.id, { defaultBranch })
    const isTested = defaultBranch === null || (await wasTested(world, accountId, found.id, defaultBranch))
    return { ...found, defaultBranch, warnings: isTested ? [] : [untestedWarning(defaultBranch)] }
  },
})

const untestedWarning = (branch: string) => ({
  code: 'branch_untested',
  words: `No run of tests came from a branch ${branch} yet, and until one does no test is called broken: look whether it is spelt right.`,
})

export const repositoryRoutes = [list, change]
