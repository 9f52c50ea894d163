import { z } from 'zod'
import { moment, uuid } from '../../../../kit/listing.ts'
import { noAudit, route, scope } from '../../../../kit/route.ts'
import type { World } from '../../../../kit/world.ts'
import { flakyFaults } from '../faults.ts'
import { repositoryNamed } from '../history/repository.ts'
import { reason, shownStanding, standingShown } from '../candidates/shapes.ts'
import { type CaseRow, findCase, formerNamesOf, standingsOfCase, verdictsOf } from '../candidates/store.ts'
import { repositoryOf } from '../judgement/store.ts'
import { flakySettingsOf } from '../thresholds/settings.ts'
import { type Verdict, verdicts } from '../verdicts/verdict.ts'
import { shownFigures } from './figures.ts'
import { overviewOf } from './overview.ts'
import { failuresOfTest, presentCases } from './store.ts'
import { marksOf, type StripMark, stripOf } from './strip.ts'

const showsTests = noAudit('shows no secret')
const mostEnvironments = 50
const mostFormerNames = 20
const mostVerdicts = 100
const mostFailures = 20

const mark = z.object({
  commit: z.string().nullable(),
  at: moment,
  branch: z.string().nullable(),
  prNumber: z.number().nullable(),
  outcome: z
    .enum(['passed', 'failed', 'mixed', 'skipped'])
    .describe('`mixed`: it failed and passed on this commit.'),
  attempts: z.number(),
  failures: z.number(),
  isInfra: z.boolean().describe('All of its runs are no evidence of any single test.'),
})

const strip = z.array(
  mark.extend({
    milliseconds: z.number(),
    runs: z.array(
      z.object({
        runId: z.string(),
        ciRunId: z.string().nullable(),
        attempt: z.number(),
        at: moment,
        attempts: z.number(),
        failures: z.number(),
        milliseconds: z.number(),
      }),
    ),
  }),
)

const attempt = z.object({
  outcome: z.enum(['passed', 'failed', 'skipped']),
  durationMilliseconds: z.number().nullable(),
  message: z.string().nullable(),
})

export const shownTest = z.object({
  id: z.string(),
  repository: z.string(),
  title: z.string(),
  file: z.string().nullable(),
  className: z.string().nullable(),
  suites: z.array(z.string()),
  name: z.string(),
  project: z.string().nullable(),
  firstSeenAt: moment,
  formerNames: z
    .array(z.object({ id: z.string(), title: z.string() }))
    .describe('Tests that were merged into this one.'),
  standings: z.array(shownStanding).describe('In each environment, the one that ran last first.'),
  environment: z.string().describe('Of which the strip, the figures and the failures are.'),
  figures: shownFigures
    .nullable()
    .describe('All figures of the judgement; null for a test that has not failed within what counts.'),
  strip: strip.describe('The last 200 commits, oldest first.'),
  failures: z
    .array(z.object({ runId: z.string(), at: moment, attempts: z.array(attempt) }))
    .describe('The last of them, newest first.'),
  verdicts: z
    .array(
      z.object({
        environment: z.string(),
        at: moment,
        was: z.enum(verdicts),
        verdict: z.enum(verdicts),
        reasons: z.array(reason),
      }),
    )
    .describe('What was said of it, newest first.'),
})

const show = route({
  method: 'GET',
  path: '/internal/tests/:id',
  summary:
    'One test: how it stands in each environment, and what it did on the last 200 commits in one of them. A former name leads to the test that it was merged into.',
  who: scope('releases:read'),
  audit: showsTests,
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({ id: uuid, environment: z.string().max(100).optional() }),
  output: { kind: 'schema', schema: shownTest },
  async handle({ world, caller: { accountId }, input }) {
    const test = await presentTest(world, accountId, input.id)
    const ground = { accountId, repositoryId: test.repositoryId }
    const repository = await repositoryOf(world, ground)
    const { thresholds } = flakySettingsOf(repository?.settings ?? {})
    const standings = await standingsOfCase(world, accountId, test, mostEnvironments)
    const environment = input.environment ?? standings[0]?.environment ?? ''
    const { groups, numbers } = await stripOf(world, ground, { number: test.number, environment })
    const failed = groups.flatMap(({ runs }) => runs.filter(({ failures }) => failures > 0))
    const runIds = failed.slice(-mostFailures).map(({ runId }) => runId)
    const { suite, ...same } = test
    return {
      ...same,
      suites: suite,
      formerNames: await formerNamesOf(world, accountId, test.id, mostFormerNames),
      standings: standings.map((row) => standingShown(row, world.now(), thresholds)),
      environment,
      figures: standings.find((row) => row.environment === environment)?.judgement?.figures ?? null,
      strip: groups,
      failures: runIds.length === 0 ? [] : await failuresOfTest(world, accountId, numbers, runIds),
      verdicts: await verdictsOf(world, accountId, test.id, mostVerdicts),
    }
  },
})

const mostStrips = 50

export const shownStrips = z.object({
  strips: z
    .array(
      z.object({
        id: z.string().describe('As asked, also where it is a former name.'),
        strip: z.array(mark).describe('The last 200 commits, oldest first.'),
      }),
    )
    .describe("In the order asked; a test that is nobody's is left out."),
})

const strips = route({
  method: 'GET',
  path: '/internal/tests/strips',
  summary:
    'What several tests of one repository did on the last 200 commits in one environment: for lists, whose histories are then read once.',
  who: scope('releases:read'),
  audit: showsTests,
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({
    ids: z
      .string()
      .max(mostStrips * 37)
      .transform((text) => [...new Set(text.split(','))])
      .pipe(z.array(uuid).max(mostStrips))
      .describe('Ids of tests, comma-separated, 50 at most.'),
    environment: z.string().max(100).default(''),
  }),
  output: { kind: 'schema', schema: shownStrips },
  async handle({ world, caller: { accountId }, input: { ids, environment } }) {
    const tests = await presentCases(world, accountId, ids)
    const strips: { id: string; strip: StripMark[] }[] = []
    for (const [repositoryId, members] of Map.groupBy(tests, ({ repositoryId }) => repositoryId)) {
      const numbers = members.map(({ number }) => number)
      const marks = await marksOf(world, { accountId, repositoryId }, { numbers, environment })
      strips.push(...members.map(({ asked }, index) => ({ id: asked, strip: marks[index]! })))
    }
    return { strips: strips.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)) }
  },
})

/** @throws TEST_NOT_FOUND */
async function presentTest(world: World, accountId: string, id: string): Promise<CaseRow> {
  const found = await findCase(world, accountId, id)
  const present = found?.mergedInto ? await findCase(world, accountId, found.mergedInto) : found
  if (!present) throw flakyFaults.TEST_NOT_FOUND({ id })
  return present
}

export const shownOverview = z.object({
  repository: z.string().nullable(),
  tests: z.number(),
  byVerdict: z
    .object({
      broken: z.number(),
      flaky: z.number(),
      suspect: z.number(),
      fixed: z.number(),
      unknown: z.number(),
      healthy: z.number(),
    } satisfies Record<Verdict, z.ZodType>)
    .describe('A test counts once, by its gravest environment.'),
  wastedMinutes: z.number(),
  runs: z.object({
    runs: z.number(),
    infraRuns: z.number(),
    failedRuns: z.number(),
    environments: z.number(),
    firstAt: moment.nullable(),
    lastAt: moment.nullable(),
    retried: z.number(),
    repeatedCommits: z.number(),
    commits: z.number(),
  }),
  advice: z.array(z.object({ code: z.string(), words: z.string() })),
})

const overview = route({
  method: 'GET',
  path: '/internal/tests/overview',
  summary: 'How the tests of a repository stand together, over 30 days, and what would help most.',
  who: scope('releases:read'),
  audit: showsTests,
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({ repository: z.string().max(200).optional() }),
  output: {
    kind: 'schema',
    schema: shownOverview,
  },
  async handle({ world, caller: { accountId }, input }) {
    const repository = await repositoryNamed(world, accountId, input.repository)
    // Nothing has been sent: an id that is nobody's counts nothing.
    const id = repository?.id ?? '00000000-0000-0000-0000-000000000000'
    return { repository: repository?.name ?? null, ...(await overviewOf(world, accountId, id)) }
  },
})

/** The test last: its path would match the others too. */
export const detailRoutes = [overview, strips, show]
