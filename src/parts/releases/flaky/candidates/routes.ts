import { z } from 'zod'
import { moment } from '../../../../kit/listing.ts'
import { noAudit, route, scope } from '../../../../kit/route.ts'
import { findRepository } from '../../repositories/store.ts'
import { releaseFaults } from '../../faults.ts'
import { flakySettingsOf } from '../thresholds/settings.ts'
import { sourceRule, sourceRuleWords } from '../verdicts/source-rule.ts'
import { defaultThresholds } from '../verdicts/thresholds.ts'
import { verdicts } from '../verdicts/verdict.ts'
import { placeAfter, placeIn } from './places.ts'
import { shownStanding, standingShown } from './shapes.ts'
import { candidates, listTests, type StandingRow } from './store.ts'
import type { World } from '../../../../kit/world.ts'

const showsTests = noAudit('shows no secret')

export const candidate = shownStanding.extend({
  suite: z
    .string()
    .describe("Source 004's members: of all runs since the test was first seen, skipped ones included."),
  testName: z.string(),
  totalRuns: z.number(),
  failedRuns: z.number(),
  passedRuns: z.number(),
  failureRate: z.number().describe('Percent, to one decimal.'),
  avgDuration: z.number().describe('Milliseconds.'),
  lastRun: moment,
  isFlaky: z.boolean().describe("By source 004's rule; ours is `verdict`."),
})

const list = route({
  method: 'GET',
  path: '/internal/tests/flaky-candidates',
  summary:
    'Tests that are flaky or suspect, worst first, with reasons and intervals; and those that source 004 would call flaky, by its rule.',
  who: scope('releases:read'),
  audit: showsTests,
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  callerMaxAgeSeconds: 1,
  input: z.object({
    minRuns: z.coerce
      .number({ error: 'minRuns must be a whole number' })
      .int()
      .min(0)
      .max(1_000_000)
      .default(10),
    repository: z.string().max(200).optional(),
    environment: z.string().max(100).optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
  }),
  output: {
    kind: 'schema',
    schema: z.object({
      flakyCandidates: z.array(candidate),
      totalCandidates: z.number().describe('Of all, also beyond `limit`.'),
      minRuns: z.number(),
      analysisDate: moment,
      rule: z.string().describe('What `isFlaky` and `failureRate` rest on.'),
    }),
  },
  async handle({ world, caller: { accountId }, input: { limit, minRuns, environment, repository } }) {
    const { repositoryId, thresholds } = await aboutOf(world, accountId, repository)
    const filter = { accountId, repositoryId, minRuns, environment: environment ?? null }
    const rows = await candidates(world, filter, limit)
    return {
      flakyCandidates: rows.map((row) => ({
        ...standingShown(row, world.now(), thresholds),
        ...sourceMembers(row),
      })),
      totalCandidates: rows[0]?.total ?? 0,
      minRuns,
      analysisDate: world.now(),
      rule: sourceRuleWords,
    }
  },
})

/** What a list is about: one repository, or all of them without a name. */
async function aboutOf(world: World, accountId: string, name: string | undefined) {
  if (name === undefined) return { repositoryId: null, thresholds: defaultThresholds }
  const found = await findRepository(world, accountId, name)
  if (!found) throw releaseFaults.REPOSITORY_NOT_FOUND()
  return { repositoryId: found.id, thresholds: flakySettingsOf(found.settings).thresholds }
}

function sourceMembers(row: StandingRow) {
  const { failureRate, isFlaky } = sourceRule({ totalRuns: row.runs, failedRuns: row.failed })
  return {
    suite: row.suite.join(' › ') || row.className || row.file || '',
    testName: row.occurrence === 1 ? row.name : `${row.name} #${row.occurrence}`,
    totalRuns: row.runs,
    failedRuns: row.failed,
    passedRuns: row.passed,
    failureRate,
    avgDuration: Math.round(row.meanMilliseconds * 10) / 10,
    lastRun: row.lastRunAt,
    isFlaky,
  }
}

const tests = route({
  method: 'GET',
  path: '/internal/tests',
  summary: 'All tests by name, in each environment that they ran in.',
  who: scope('releases:read'),
  audit: showsTests,
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({
    repository: z.string().max(200).optional(),
    environment: z.string().max(100).optional(),
    verdict: z.enum(verdicts).optional(),
    file: z.string().max(1000).optional(),
    search: z.string().max(200).optional(),
    quarantined: z.enum(['true', 'false']).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    cursor: z.string().max(4000).optional(),
  }),
  output: {
    kind: 'schema',
    schema: z.object({ tests: z.array(shownStanding), nextCursor: z.string().nullable() }),
  },
  async handle({ world, caller: { accountId }, input }) {
    const { repositoryId, thresholds } = await aboutOf(world, accountId, input.repository)
    const filter = {
      accountId,
      repositoryId,
      environment: input.environment ?? null,
      verdict: input.verdict ?? null,
      file: input.file ?? null,
      search: input.search || null,
      isQuarantined: input.quarantined === undefined ? null : input.quarantined === 'true',
    }
    const rows = await listTests(world, filter, placeIn(input.cursor), input.limit + 1)
    const page = rows.slice(0, input.limit)
    return {
      tests: page.map((row) => standingShown(row, world.now(), thresholds)),
      nextCursor: rows.length > input.limit ? placeAfter(page.at(-1)!) : null,
    }
  },
})

export const candidateRoutes = [list, tests]
