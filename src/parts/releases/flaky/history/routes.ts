import { z } from 'zod'
import { cursorQuery, limitQuery, moment, pageOf, placeOf, uuid } from '../../../../kit/listing.ts'
import { answer, noAudit, route, scope, scopeOrSigned } from '../../../../kit/route.ts'
import type { World } from '../../../../kit/world.ts'
import { flakyFaults } from '../faults.ts'
import type { VerdictChange } from '../judgement/changes.ts'
import { judgeRepository } from '../judgement/judge.ts'
import { verdicts } from '../verdicts/verdict.ts'
import { uploadMembers } from '../upload/members.ts'
import { parseUpload, uploadBody } from '../upload/parse.ts'
import { ingest } from './ingest.ts'
import { repositoryNamed } from './repository.ts'
import type { Ground } from './store.ts'
import { failuresOfRun, findRun, infraOfRun, listRuns } from './runs-store.ts'

const warning = z.object({ code: z.string(), words: z.string() })
const infra = z.object({ share: z.number(), median: z.number(), words: z.string() })

export const takenAnswer = z.object({
  message: z.string(),
  count: z.number().describe('Cases, as source 004 counts.'),
  runId: z.string(),
  repository: z.string(),
  format: z.string().describe("`source` for source 004's own body."),
  attempts: z.number().describe('Finished ones, of all cases.'),
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  retried: z.number().describe('Passed after a failed attempt.'),
  isComplete: z.boolean(),
  warnings: z.array(warning),
  newTests: z.number(),
  knownTests: z.number(),
  isReplay: z.boolean().describe('The same was sent before: nothing was added.'),
  infra: infra
    .nullable()
    .describe(
      'Why the run is no evidence of any single test; null where it is, or where it is not known yet.',
    ),
  isInfra: z.boolean(),
  isJudged: z
    .boolean()
    .describe(
      'False where another upload is being judged, or the judge failed: verdicts follow within seconds.',
    ),
  verdictChanges: z.array(
    z.object({
      testId: z.string(),
      title: z.string(),
      environment: z.string(),
      was: z.enum(verdicts),
      verdict: z.enum(verdicts),
    }),
  ),
})

const ingestReport = route({
  method: 'POST',
  path: '/internal/tests/ingest',
  summary:
    'Takes the results of a test run: {"tests": […]}, or a report of any known format, or a form with several. Whom they are about is said in the query, in the JSON or in fields of the form.',
  who: scopeOrSigned('releases:write'),
  audit: noAudit('the run is kept with all that was sent'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: uploadMembers,
  body: uploadBody,
  output: { kind: 'schema', schema: takenAnswer, status: 201 },
  async handle(call) {
    const { world, caller } = call
    const { accountId } = caller
    const parsed = await parseUpload(call)
    const { taken, repository, isReplay } = await ingest(world, accountId, parsed)
    const changes = await judged(world, { accountId, repositoryId: repository.id })
    const infra = await infraOfRun(world, accountId, taken.runId)
    return answer(
      {
        message: isReplay ? 'Test results were ingested before' : 'Test results ingested successfully',
        ...taken,
        isReplay,
        infra,
        isInfra: infra !== null,
        isJudged: changes !== null,
        verdictChanges: (changes ?? []).slice(0, mostChangesShown),
      },
      { status: isReplay ? 200 : 201 },
    )
  },
})

const mostChangesShown = 200

/** What was sent is kept by now, so a judge that fails is no failure of this request: the job judges it. */
async function judged(world: World, ground: Ground): Promise<VerdictChange[] | null> {
  try {
    return await judgeRepository(world, ground)
  } catch (error) {
    world.log.warn('test results were kept and not judged', { error, repositoryId: ground.repositoryId })
    return null
  }
}

export const shownRun = z.object({
  id: z.string(),
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  prNumber: z.number().nullable(),
  ciRunId: z.string().nullable(),
  attempt: z.number(),
  shard: z.string(),
  environment: z.string(),
  format: z.string(),
  at: moment.describe("When it was sent, by the sender's clock where that can be."),
  receivedAt: moment,
  cases: z.number(),
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  retried: z.number(),
  milliseconds: z.number(),
  isComplete: z.boolean(),
  isInfra: z.boolean(),
  infra: infra.nullable(),
})

const list = route({
  method: 'GET',
  path: '/internal/tests/runs',
  summary:
    'Uploads of test results, newest first; `isInfra` marks those that are no evidence of any single test.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({
    repository: z.string().max(200).optional(),
    environment: z.string().max(100).optional(),
    commit: z
      .string()
      .regex(/^[0-9a-f]{7,64}$/i)
      .toLowerCase()
      .optional(),
    limit: limitQuery,
    cursor: cursorQuery,
  }),
  output: {
    kind: 'schema',
    schema: z.object({ runs: z.array(shownRun), nextCursor: z.string().nullable() }),
  },
  async handle({ world, caller: { accountId }, input }) {
    const repository = await repositoryNamed(world, accountId, input.repository)
    if (!repository) return { runs: [], nextCursor: null }
    const filter = { environment: input.environment ?? null, commit: input.commit ?? null }
    const ground = { accountId, repositoryId: repository.id }
    const rows = await listRuns(world, ground, filter, placeOf(input.cursor), input.limit + 1)
    const { rows: runs, nextCursor } = pageOf(rows, input.limit, ({ at, id }) => ({ at, id }))
    return { runs: runs.map(shown), nextCursor }
  },
})

const shown = <Row extends { commit: string; infra: object | null }>(row: Row) => ({
  ...row,
  commit: row.commit || null,
  isInfra: row.infra !== null,
})

const attempt = z.object({
  outcome: z.enum(['passed', 'failed', 'skipped']),
  durationMilliseconds: z.number().nullable(),
  message: z.string().nullable(),
})

const wholeRun = shownRun.extend({
  repository: z.string(),
  warnings: z.array(warning),
  failures: z.array(
    z.object({
      testId: z.string(),
      title: z.string(),
      file: z.string().nullable(),
      verdict: z.enum(verdicts),
      attempts: z.array(attempt),
    }),
  ),
})

const show = route({
  method: 'GET',
  path: '/internal/tests/runs/:id',
  summary: 'One upload, with the tests that failed in it at least once, at most 1,000.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({ id: uuid }),
  output: { kind: 'schema', schema: wholeRun },
  async handle({ world, caller: { accountId }, input }) {
    const run = await findRun(world, accountId, input.id)
    if (!run) throw flakyFaults.TEST_RUN_NOT_FOUND({ id: input.id })
    return { ...shown(run), failures: await failuresOfRun(world, accountId, run) }
  },
})

export const historyRoutes = [ingestReport, list, show]
