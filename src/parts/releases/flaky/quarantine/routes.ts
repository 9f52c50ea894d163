import { z } from 'zod'
import { daysAfter } from '../../../../kit/duration.ts'
import { Fault } from '../../../../kit/fault.ts'
import { moment, uuid } from '../../../../kit/listing.ts'
import { json, noAudit, noContent, recorded, route, scope, scopeOrSigned } from '../../../../kit/route.ts'
import { flakyFaults } from '../faults.ts'
import { repositoryNamed } from '../history/repository.ts'
import { flakySettingsOf } from '../thresholds/settings.ts'
import { uploadMembers } from '../upload/members.ts'
import { parseUpload, uploadBody } from '../upload/parse.ts'
import { verdicts } from '../verdicts/verdict.ts'
import { failuresAt } from './commit.ts'
import { effectOf } from './effect.ts'
import { gateOf, unreadable } from './gate.ts'
import { deleteQuarantine, holdTest, listQuarantine, putQuarantine, quarantineStates } from './store.ts'

const mostListed = 5000
const mostReviewDays = 365

export const shownQuarantine = z.object({
  state: z.enum(quarantineStates).describe('As it counts now: `active` where the day of review is past.'),
  isExpired: z.boolean(),
  owner: z.string().nullable(),
  ticket: z.string().nullable(),
  reason: z.string().nullable(),
  reviewBy: moment,
  isAuto: z
    .boolean()
    .describe("Made by the repository's setting, and ended by it when the test turns out broken."),
  createdAt: moment,
  changedAt: moment,
})

type Row = Parameters<typeof effectOf>[0] & object

const shown = <Stored extends Row>(row: Stored, now: Date) => {
  const { state, isExpired } = effectOf(row, now)
  return { ...row, state, isExpired }
}

const text = (most: number) => z.string().trim().min(1).max(most)

const put = route({
  method: 'PUT',
  path: '/internal/tests/:id/quarantine',
  summary:
    'Takes the failures of a test out of the way until a day of review, or says that it is active or fixed.',
  who: scope('releases:write'),
  audit: recorded('test.quarantined', 'test'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({ id: uuid }),
  body: json(
    z.strictObject({
      state: z.enum(quarantineStates).default('quarantined'),
      owner: text(200).nullable().optional().describe('What is left out stays as it is; null ends it.'),
      ticket: text(500).nullable().optional(),
      reason: text(1000).nullable().optional(),
      reviewBy: z.iso
        .datetime({ offset: true, error: 'wants a moment such as 2026-01-01T00:00:00Z' })
        .optional(),
    }),
  ),
  output: { kind: 'schema', schema: shownQuarantine.extend({ id: z.string(), title: z.string() }) },
  async handle({ world, caller: { accountId }, input: { id }, body: { state, reviewBy: wanted, ...said } }) {
    const test = await holdTest(world, accountId, id)
    if (!test) throw flakyFaults.TEST_NOT_FOUND({ id })
    const { quarantineDays } = flakySettingsOf(test.settings)
    const reviewBy = wanted === undefined ? daysAfter(world.now(), quarantineDays) : new Date(wanted)
    if (reviewBy <= world.now() || reviewBy > daysAfter(world.now(), mostReviewDays))
      throw flakyFaults.REVIEW_DAY_REFUSED()
    const ground = { accountId, repositoryId: test.repositoryId }
    const row = await putQuarantine(world, ground, id, {
      state,
      ...said,
      reviewBy,
      keepsReview: wanted === undefined,
    })
    return { id, title: test.title, ...shown(row, world.now()) }
  },
})

const remove = route({
  method: 'DELETE',
  path: '/internal/tests/:id/quarantine',
  summary: 'Lets the failures of a test stop a merge again; the same as one without a quarantine.',
  who: scope('releases:write'),
  audit: recorded('test.unquarantined', 'test'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({ id: uuid }),
  output: { kind: 'empty' },
  async handle({ world, caller: { accountId }, input: { id } }) {
    const test = await holdTest(world, accountId, id)
    if (!test) throw flakyFaults.TEST_NOT_FOUND({ id })
    await deleteQuarantine(world, accountId, id)
    return noContent()
  },
})

export const listed = z.object({
  repository: z
    .string()
    .nullable()
    .describe('That this is about; null without a name and a commit: the tests are of all repositories.'),
  tests: z.array(
    shownQuarantine.extend({
      id: z.string(),
      repository: z.string(),
      title: z.string(),
      project: z.string().nullable(),
      file: z.string().nullable(),
      suites: z.array(z.string()),
      testName: z.string(),
      verdict: z.enum(verdicts),
    }),
  ),
  commit: z
    .object({
      commit: z.string(),
      runs: z.number(),
      isComplete: z.boolean(),
      hasRun: z.boolean(),
      /** All that failed there in the end is quarantined, all runs are whole, and some test ran. */
      passed: z.boolean(),
      /** Runs that are not whole; at most 20. */
      incomplete: z.array(
        z.object({
          environment: z.string(),
          ciRunId: z.string().nullable(),
          attempt: z.number(),
          shard: z.string(),
        }),
      ),
      failures: z.array(
        z.object({
          testId: z.string(),
          title: z.string(),
          project: z.string().nullable(),
          file: z.string().nullable(),
          environment: z.string(),
          quarantined: z.boolean(),
          verdict: z.enum(verdicts),
        }),
      ),
    })
    .nullable()
    .describe('Null without a commit.'),
})

const list = route({
  method: 'GET',
  path: '/internal/tests/quarantine',
  summary:
    'Tests that somebody decided about, due reviews first; of all repositories where none is named. With a commit also the tests that failed on it, and whether each is quarantined.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: z.object({
    repository: z.string().max(200).optional(),
    commit: z
      .string()
      .regex(/^[0-9a-f]{7,64}$/i, { error: 'wants 7 to 64 hex digits' })
      .toLowerCase()
      .optional(),
  }),
  output: {
    kind: 'schema',
    schema: listed,
  },
  async handle({ world, caller: { accountId }, input }) {
    const isOfAll = input.repository === undefined && input.commit === undefined
    const repository = isOfAll ? null : await repositoryNamed(world, accountId, input.repository)
    if (repository === undefined) return { repository: null, tests: [], commit: null }
    const rows = await listQuarantine(world, { accountId, repositoryId: repository?.id ?? null }, mostListed)
    return {
      repository: repository?.name ?? null,
      tests: rows.map(({ suite, ...row }) => ({ ...shown(row, world.now()), suites: suite })),
      commit:
        repository && input.commit !== undefined
          ? await failuresAt(world, { accountId, repositoryId: repository.id }, input.commit)
          : null,
    }
  },
})

export const gateAnswer = z.object({
  passed: z.boolean(),
  failures: z.array(
    z.object({
      testId: z.string().nullable(),
      title: z.string(),
      project: z.string().nullable().describe('Such as a browser.'),
      file: z.string().nullable(),
      quarantined: z.boolean(),
      verdict: z.enum(verdicts),
    }),
  ),
  failureCount: z.number(),
  quarantinedCount: z.number(),
  isComplete: z.boolean(),
  reasons: z.array(z.object({ code: z.string(), words: z.string() })),
  warnings: z.array(z.object({ code: z.string(), words: z.string() })),
})

const gate = route({
  method: 'POST',
  path: '/internal/tests/gate',
  summary:
    'Says whether a report lets a merge through: it is whole, and every failure is quarantined. Takes what the ingest takes, and keeps nothing.',
  who: scopeOrSigned('releases:read', { orScope: 'releases:write' }),
  audit: noAudit('changes nothing, shows no secret'),
  flag: 'FLAKY_DETECTOR_ENABLED',
  dialect: '004',
  input: uploadMembers,
  body: uploadBody,
  output: {
    kind: 'schema',
    schema: gateAnswer,
  },
  async handle(call) {
    try {
      return await gateOf(call.world, call.caller.accountId, await parseUpload(call))
    } catch (error) {
      if (error instanceof Fault && error.status === 422) return unreadable(wordsOf(error))
      throw error
    }
  },
})

/** A file that a crash cut off is the answer itself, not a mistake of whoever asks. */
const wordsOf = ({ context, spec }: Fault): string => {
  const words = [context.words, context.why].find((one) => typeof one === 'string') ?? spec.title
  return typeof context.file === 'string' ? `${context.file}: ${words}` : words
}

export const quarantineRoutes = [put, remove, list, gate]
