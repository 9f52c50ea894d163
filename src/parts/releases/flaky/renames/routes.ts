import { z } from 'zod'
import { moment, uuid } from '../../../../kit/listing.ts'
import { json, noAudit, recorded, route, scope } from '../../../../kit/route.ts'
import { repositoryNamed } from '../history/repository.ts'
import { mergeTests } from './merge.ts'
import { suggestedRenames } from './store.ts'

const mostSuggested = 200

const list = route({
  method: 'GET',
  path: '/internal/tests/renames',
  summary:
    'Tests that vanished in the commit in which another of their file appeared: perhaps the same. Nothing is merged by itself.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({ repository: z.string().max(200).optional() }),
  output: {
    kind: 'schema',
    schema: z.object({
      renames: z.array(
        z.object({
          oldId: z.string(),
          newId: z.string(),
          oldTitle: z.string(),
          newTitle: z.string(),
          file: z.string().nullable(),
          className: z.string().nullable(),
          commit: z.string().nullable(),
          likeness: z.number().describe('0 to 1.'),
          foundAt: moment,
        }),
      ),
    }),
  },
  async handle({ world, caller: { accountId }, input }) {
    const repository = await repositoryNamed(world, accountId, input.repository)
    if (!repository) return { renames: [] }
    const rows = await suggestedRenames(world, { accountId, repositoryId: repository.id }, mostSuggested)
    return { renames: rows.map((row) => ({ ...row, commit: row.commit || null })) }
  },
})

const merge = route({
  method: 'POST',
  path: '/internal/tests/:id/merge',
  summary:
    'Says that a test is another one under its former name: what it did counts there, and its verdict follows within seconds.',
  who: scope('releases:write'),
  audit: recorded('test.merged', 'test'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({ id: uuid }),
  body: json(z.strictObject({ into: uuid })),
  output: { kind: 'schema', schema: z.object({ id: z.string(), into: z.string() }) },
  handle: ({ world, caller: { accountId }, input, body }) =>
    mergeTests(world, accountId, input.id, body.into),
})

export const renameRoutes = [list, merge]
