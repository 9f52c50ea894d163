import { z } from 'zod'
import type { Figures } from '../verdicts/figures.ts'

const count = z.number()
const moment = z.number().nullable()

/** All figures of one judgement, as they are shown; moments in milliseconds since 1970. Judgements are stored as they are. */
export const shownFigures = z.object({
  groups: count,
  runs: count,
  failures: count,
  failedGroups: count,
  passOnRetry: z.object({ divergent: count, repeated: count, rate: count, low: count, high: count }),
  mixture: z.object({ probability: count, failureRate: count, failureRateIfFlaky: count, badRate: count }),
  noise: z.object({ score: count, probability: count, broken: count }),
  flipRate: count.nullable(),
  isolated: count,
  isolatedUnrepeated: z.array(z.string()),
  failing: z
    .object({ groups: count, attempts: count, commits: z.array(z.string()), since: count })
    .nullable(),
  regression: z
    .object({ commit: z.string(), at: count, statistic: count, rateBefore: count, rateAfter: count })
    .nullable(),
  crossPullRequests: z
    .object({ pullRequests: z.array(count), commits: z.array(z.string()), days: count })
    .nullable(),
  cleanRuns: count,
  passedRuns: count,
  rateIfFlaky: count,
  quietChance: count,
  lastDivergentAt: moment,
  lastFailureAt: moment,
  cost: z.object({ wastedMinutes: count, runsPerWeek: count, rank: count }),
}) satisfies z.ZodType<Figures>
