import { daysAfter } from '../../../../kit/duration.ts'
import type { Metric } from '../../../../kit/metric.ts'
import { as, type World } from '../../../../kit/world.ts'
import { failingJourneys, runsByOutcome } from './store.ts'

const outcomes = ['passed', 'passed_retry', 'failed', 'could_not_run'] as const

/** How journeys stand, over all accounts. */
export async function journeyMetrics(world: World): Promise<readonly Metric[]> {
  const jobs = as(world, { role: 'jobs' })
  const [runs, failing] = await Promise.all([
    runsByOutcome(jobs, daysAfter(world.now(), -1)),
    failingJourneys(jobs),
  ])
  const counted = new Map(runs.map(({ outcome, n }) => [outcome, n]))
  return [
    {
      name: 'keyhold.journeys.runs.last_day',
      help: 'Real runs of synthetic journeys that ended within 24 hours, by what they came to.',
      kind: 'gauge',
      unit: '{run}',
      points: outcomes.map((outcome) => ({ value: counted.get(outcome) ?? 0, attributes: { outcome } })),
    },
    {
      name: 'keyhold.journeys.failing',
      help: 'Journeys with a schedule that failed as often in a row as their documents bear.',
      kind: 'gauge',
      unit: '{journey}',
      points: [{ value: failing }],
    },
  ]
}
