import { z } from 'zod'
import { moment } from '../../../../kit/listing.ts'
import { effectOf } from '../quarantine/effect.ts'
import { quarantineStates } from '../quarantine/store.ts'
import type { Judgement } from '../verdicts/judge.ts'
import { runsToSee, upperLimitOf } from '../verdicts/statistics/runs-needed.ts'
import type { Thresholds } from '../verdicts/thresholds.ts'
import { verdicts } from '../verdicts/verdict.ts'
import { heldOf } from './held.ts'
import type { StandingRow } from './store.ts'

export const reason = z.object({
  code: z.string(),
  words: z.string(),
  count: z.number(),
  commits: z.array(z.string()),
  pullRequests: z.array(z.number()),
})

/** What is held of a test in one environment. */
export const shownStanding = z.object({
  id: z.string(),
  repository: z.string(),
  environment: z.string(),
  file: z.string().nullable(),
  className: z.string().nullable(),
  suites: z.array(z.string()).describe('Titles around it, outermost first.'),
  name: z.string(),
  project: z.string().nullable(),
  title: z.string(),
  verdict: z.enum(verdicts),
  verdictAt: moment,
  held: z
    .object({ verdict: z.enum(verdicts), until: moment })
    .nullable()
    .describe(
      'Another verdict that its runs give by now, and from when on it is said: after a change nothing changes for 24 hours, unless the test fails and passes on one commit. The other members are of what the runs give. Null where none waits.',
    ),
  score: z.number().describe('0 to 1: how likely the next failure is noise, not a defect.'),
  interval: z
    .object({ low: z.number(), high: z.number() })
    .nullable()
    .describe('Ends of the 90 % interval of the pass-on-retry rate; null for a test that never failed.'),
  upperLimit: z
    .number()
    .nullable()
    .describe('The failure rate that its clean runs rule out with 95 %; null where it fails.'),
  runsNeeded: z
    .number()
    .nullable()
    .describe('Further clean runs until 95 % is reached; null where no number is enough.'),
  reasons: z.array(reason),
  attempts: z
    .number()
    .describe('That count for the verdict, retries included; of a test that never failed, its runs.'),
  failedAttempts: z.number(),
  runs: z.number(),
  passed: z.number(),
  failed: z.number().describe('Runs that failed in the end.'),
  skipped: z.number(),
  meanMilliseconds: z.number(),
  wastedMinutes: z.number(),
  rank: z.number().describe('What ranks by cost: expected failures a week times what one wastes.'),
  lastRunAt: moment,
  quarantine: z
    .object({
      /** `active` where it stops merges, also because the day of review is past. */
      state: z.enum(quarantineStates),
      isExpired: z.boolean(),
      owner: z.string().nullable(),
      ticket: z.string().nullable(),
      reviewBy: moment,
    })
    .nullable(),
})

export function standingShown(
  row: StandingRow,
  now: Date,
  thresholds: Thresholds,
): z.input<typeof shownStanding> {
  const { suite, judgement, state, reviewBy, owner, ticket, memory: _, heldUntil: __, ...same } = row
  const found = judgement ? judged(judgement) : clean(row, thresholds)
  const waiting = heldOf(row)
  return {
    ...same,
    suites: [...suite],
    meanMilliseconds: Math.round(row.meanMilliseconds * 10) / 10,
    ...found,
    held: waiting && waiting.held,
    reasons: waiting ? [waiting.reason, ...found.reasons] : found.reasons,
    quarantine: state && reviewBy && { ...stateOf({ state, reviewBy }, now), owner, ticket, reviewBy },
  }
}

const judged = ({ interval, upperLimit, runsNeeded, reasons, figures }: Judgement) => ({
  interval,
  upperLimit,
  runsNeeded,
  reasons,
  attempts: figures.runs,
  failedAttempts: figures.failures,
})

/** Of a test that never failed there is nothing to be judged but how long it has been so. */
function clean({ passed }: StandingRow, { windowRuns, rateOfInterest }: Thresholds) {
  const runs = Math.min(passed, windowRuns)
  return {
    interval: null,
    upperLimit: upperLimitOf(runs),
    runsNeeded: Math.max(0, runsToSee(rateOfInterest) - runs),
    reasons: [],
    attempts: runs,
    failedAttempts: 0,
  }
}

function stateOf(row: Parameters<typeof effectOf>[0], now: Date) {
  const { state, isExpired } = effectOf(row, now)
  return { state, isExpired }
}
