import { z } from 'zod'
import { moment } from '../../../../kit/listing.ts'
import type { World } from '../../../../kit/world.ts'
import { ownAddress } from '../own.ts'
import type { Mistake } from '../run/result.ts'
import type { StepRow } from '../running/store.ts'
import type { RunRow } from './store.ts'

/** What the document wants shown; lists and maps stand as JSON. */
const shownValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

const mistake = z.object({ code: z.string(), message: z.string(), step: z.string().nullable() })

/** A run in ours; source 004's own form stands beside it. */
export const runShape = z.object({
  id: z.string(),
  journeyId: z.string().nullable().describe('Null: scenarios without a document.'),
  name: z.string(),
  cause: z.enum(['call', 'schedule']),
  mode: z.enum(['real', 'simulated']),
  state: z.enum(['queued', 'running', 'ended']),
  outcome: z.enum(['passed', 'passed_retry', 'failed', 'could_not_run', 'maintenance']).nullable(),
  isDegraded: z.boolean(),
  scenarios: z.array(z.string()).nullable(),
  slotAt: moment.nullable(),
  missed: z.number().describe('Times of the schedule before this one that nobody ran.'),
  repository: z.string().nullable(),
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  prNumber: z.number().nullable(),
  ciRunId: z.string().nullable(),
  askedAt: moment,
  startedAt: moment.nullable(),
  endedAt: moment.nullable(),
  milliseconds: z.number().nullable(),
  attempts: z.number(),
  error: mistake.nullable().describe('Why it could not run, or which step failed last, and how.'),
  notRun: z.array(z.string()).describe('Stages behind the one that failed.'),
  leftovers: z.array(z.string()).describe('What the clean-up could not take away, in words.'),
  hasHar: z.boolean(),
})

const beginningOfAnswer = z
  .string()
  .describe('Of a failed step: how the last body that was answered to it began, redacted.')

export const stepShape = z.object({
  attempt: z.number(),
  phase: z.enum(['main', 'cleanup']),
  name: z.string(),
  status: z.enum(['passed', 'failed', 'skipped']),
  startedAt: moment,
  milliseconds: z.number(),
  isDegraded: z.boolean(),
  reason: z.string().nullable().describe('Why it was skipped.'),
  error: mistake.nullable(),
  statuses: z.array(z.number()),
  shown: shownValues,
  answer: beginningOfAnswer.nullable(),
})

export const shownStep = ({ detail, ...step }: StepRow) => ({
  ...step,
  ...detail,
  answer: detail.answer ?? null,
  shown: plainly(detail.shown),
})

type Plain = string | number | boolean | null

const plainly = (shown: Record<string, unknown>): Record<string, Plain> =>
  Object.fromEntries(
    Object.entries(shown).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Plain),
    ]),
  )

const told004 = z.object({
  step: z.string(),
  status: z.enum(['passed', 'failed', 'skipped']),
  duration: z.number().describe('Milliseconds.'),
  result: z
    .object({ statuses: z.array(z.number()), shown: shownValues })
    .optional()
    .describe('Statuses that were answered, and what the document wants shown.'),
  error: z.string().optional(),
  errorCode: z.string().optional(),
  answer: beginningOfAnswer.optional(),
  reason: z.string().optional().describe('Why it was skipped.'),
})

/** Source 004's answer, with our members beside its own. */
export const answer004 = {
  journey: z.object({
    id: z.string(),
    status: z
      .enum(['passed', 'failed', 'queued', 'running'])
      .describe(
        '`passed` and `failed` as source 004 says; `queued` and `running` where the answer did not wait for its end.',
      ),
    outcome: z.enum(['passed', 'passed_retry', 'failed', 'could_not_run', 'maintenance']).nullable(),
    mode: z.enum(['real', 'simulated']),
    isDegraded: z.boolean(),
    totalDuration: z.number(),
    attempts: z.number(),
    steps: z.array(told004).describe('Of the last attempt.'),
    summary: z.object({
      total: z.number(),
      passed: z.number(),
      failed: z.number(),
      skipped: z.number(),
      successRate: z
        .number()
        .describe('Whole per cent of those that were not skipped; 0 where nothing was tried.'),
    }),
    failures: z
      .array(z.object({ attempt: z.number(), step: z.string(), error: z.string(), errorCode: z.string() }))
      .describe('What each attempt failed at, the first one first.'),
    notRun: z.array(z.string()).describe('Behind the one that failed.'),
    cleanup: z.object({ steps: z.array(told004), leftovers: z.array(z.string()) }),
    error: z.string().optional().describe('Why it could not run, or which step failed, and how.'),
    errorCode: z.string().optional(),
  }),
  metadata: z.object({
    timestamp: moment,
    apiBaseUrl: z.string(),
    mode: z.enum(['real', 'simulated']),
    simulated: z.boolean(),
    runId: z.string(),
    journey: z.string(),
    repository: z.string().nullable(),
    commit: z.string().nullable(),
    prNumber: z.number().nullable(),
  }),
}

type Answer004 = { journey: z.input<typeof answer004.journey>; metadata: z.input<typeof answer004.metadata> }
type Told004 = z.input<typeof told004>

export function answerOf(world: Pick<World, 'settings'>, run: RunRow, steps: readonly StepRow[]): Answer004 {
  const last = steps.filter(({ attempt }) => attempt === Math.max(1, run.attempts))
  const main = last.filter(({ phase }) => phase === 'main').map(told)
  const { outcome, state } = run
  return {
    journey: {
      id: run.id,
      status: state !== 'ended' ? state : outcome?.startsWith('passed') ? 'passed' : 'failed',
      outcome,
      mode: run.mode,
      isDegraded: run.isDegraded,
      totalDuration: run.milliseconds ?? 0,
      attempts: run.attempts,
      steps: main,
      summary: summaryOf(main),
      failures: steps.filter(({ phase }) => phase === 'main').flatMap(failureIn),
      notRun: run.notRun,
      cleanup: { steps: last.filter(({ phase }) => phase === 'cleanup').map(told), leftovers: run.leftovers },
      ...(run.error && { error: inWords(run.error), errorCode: run.error.code }),
    },
    metadata: {
      timestamp: run.endedAt ?? run.askedAt,
      apiBaseUrl: ownAddress(world.settings),
      mode: run.mode,
      simulated: run.mode === 'simulated',
      runId: run.id,
      journey: run.name,
      repository: run.repository,
      commit: run.commit,
      prNumber: run.prNumber,
    },
  }
}

const failureIn = ({ attempt, name, detail: { error } }: StepRow) =>
  error ? [{ attempt, step: name, error: inWords(error), errorCode: error.code }] : []

function told({ name, status, milliseconds, detail }: StepRow): Told004 {
  const { reason, error, statuses, shown, answer } = detail
  return {
    step: name,
    status,
    duration: milliseconds,
    ...(status !== 'failed' && { result: { statuses, shown: plainly(shown) } }),
    ...(error && { error: inWords(error), errorCode: error.code }),
    ...(error && answer && { answer }),
    ...(reason !== null && { reason }),
  }
}

const inWords = ({ step, message }: Mistake): string => (step === null ? message : `${step}: ${message}`)

function summaryOf(steps: readonly Told004[]) {
  const count = (wanted: Told004['status']) => steps.filter(({ status }) => status === wanted).length
  const [passed, failed, skipped] = [count('passed'), count('failed'), count('skipped')]
  const tried = passed + failed
  return {
    total: steps.length,
    passed,
    failed,
    skipped,
    successRate: tried === 0 ? 0 : Math.round((100 * passed) / tried),
  }
}
