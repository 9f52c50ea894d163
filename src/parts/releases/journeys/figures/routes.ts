import { z } from 'zod'
import { daysAfter } from '../../../../kit/duration.ts'
import { noAudit, route, scope } from '../../../../kit/route.ts'
import { findJourney } from '../catalogue/store.ts'
import { readJourney } from '../document/read.ts'
import { type Journey, usualAlert } from '../document/journey.ts'
import { journeyFaults } from '../faults.ts'
import { slotsOf, stepTimes } from './store.ts'
import { limitOf, isOutOfOrder } from './times.ts'
import { alarms, budgetOf, burningOf, burnOf, type Pace, type Slots, uptimeOf, widened } from './uptime.ts'

const daySeconds = 86_400
/** Which windows uptime is told of. */
const windows = { '24h': daySeconds, '7d': 7 * daySeconds, '30d': 30 * daySeconds } as const

const uptimeShape = z.object({
  seconds: z.number(),
  scheduled: z.number(),
  up: z.number(),
  down: z.number(),
  unknown: z.number().describe('Missed, or could not be run: neither up nor down.'),
  uptime: z.number().nullable().describe('`up` of all that were scheduled; null where there were none.'),
  ofKnown: z.number().nullable().describe('`up` of those that were run.'),
})

const figures = route({
  method: 'GET',
  path: '/internal/journey/journeys/:name/figures',
  summary:
    'Uptime of a day, a week and 30 days, the budget of errors and how fast it burns, and how long each step takes.',
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  dialect: '004',
  flag: 'SYNTHETIC_JOURNEY_ENABLED',
  input: z.object({ name: z.string().max(64) }),
  output: {
    kind: 'schema',
    schema: z.object({
      name: z.string(),
      uptime: z.object({ '24h': uptimeShape, '7d': uptimeShape, '30d': uptimeShape }),
      budget: z
        .object({
          availability: z.number(),
          days: z.number(),
          allowed: z.number(),
          spent: z.number(),
          left: z.number(),
          burns: z.array(
            z.object({
              urgency: z.enum(['page', 'ticket']),
              above: z.number(),
              seconds: z.number(),
              burn: z.number().nullable(),
            }),
          ),
          burning: z.enum(['page', 'ticket']).nullable(),
        })
        .nullable()
        .describe('Null where the document names no SLO.'),
      steps: z
        .array(
          z.object({
            name: z.string(),
            runs: z.number(),
            p50: z.number(),
            p95: z.number(),
            mad: z.number(),
            slowAbove: z.number().describe('Slower than that, three runs in a row, is degraded.'),
            isDegraded: z.boolean(),
          }),
        )
        .describe('Of the last seven days, where it passed; milliseconds.'),
    }),
  },
  async handle({ world, caller: { accountId }, input: { name } }) {
    const row = await findJourney(world, accountId, name)
    if (!row) throw journeyFaults.JOURNEY_NOT_FOUND()
    const { slo, alert } = rulesOf(row.document)
    const pace = { everySeconds: row.everySeconds ?? 0, afterFailures: alert.afterFailures }
    const asked = [
      ...Object.values(windows),
      ...burnWindows(pace).map(({ seconds }) => seconds),
      (slo?.days ?? 1) * daySeconds,
    ]
    const found = new Map(
      (await slotsOf(world, accountId, row.id, asked)).map((slots) => [slots.seconds, slots]),
    )
    const slotsIn = (seconds: number): Slots => found.get(seconds) ?? { seconds, up: 0, down: 0, unknown: 0 }
    const times = await stepTimes(world, accountId, row.id, daysAfter(world.now(), -7))
    return {
      name: row.name,
      uptime: {
        '24h': uptimeOf(slotsIn(windows['24h'])),
        '7d': uptimeOf(slotsIn(windows['7d'])),
        '30d': uptimeOf(slotsIn(windows['30d'])),
      },
      budget: slo ? budgetShown(slo, pace, slotsIn) : null,
      steps: times.map((each) => ({ ...each, slowAbove: limitOf(each), isDegraded: isOutOfOrder(each) })),
    }
  },
})

type Slo = NonNullable<Journey['slo']>

function rulesOf(document: string): Pick<Journey, 'slo' | 'alert'> {
  try {
    return readJourney(document)
  } catch {
    return { alert: usualAlert } // its runs say that it is not read any more
  }
}

const burnWindows = (pace: Pace) =>
  alarms.flatMap(({ urgency, burn, longSeconds, shortSeconds }) =>
    [longSeconds, shortSeconds].map((seconds) => ({
      urgency,
      above: burn,
      seconds: widened(seconds, pace),
    })),
  )

const budgetShown = (slo: Slo, pace: Pace, slotsIn: (seconds: number) => Slots) => ({
  ...budgetOf(slotsIn(slo.days * daySeconds), slo, pace.everySeconds),
  burns: burnWindows(pace).map((each) => ({
    ...each,
    burn: burnOf(slotsIn(each.seconds), slo.availability),
  })),
  burning: burningOf(slo.availability, pace, slotsIn),
})

export const figureRoutes = [figures]
