import { daysAfter } from '../../../kit/duration.ts'
import type { Metric } from '../../../kit/metric.ts'
import { as, type World } from '../../../kit/world.ts'
import { refusalMetric } from '../envelope/refusals.ts'
import { wholeCoverage } from './show/store.ts'

const coverageDays = 30

/** How many of the pull requests that are known were judged by their files (P11). */
export async function pullRequestMetrics(world: World): Promise<readonly Metric[]> {
  const { seen, analysed } = await wholeCoverage(
    as(world, { role: 'jobs' }),
    daysAfter(world.now(), -coverageDays),
  )
  return [
    {
      name: 'keyhold.releases.pull_requests',
      help: 'Pull requests that something was told of within 30 days: seen, and analysed by each of their files.',
      kind: 'gauge',
      unit: '{pull_request}',
      points: [
        { value: seen, attributes: { state: 'seen' } },
        { value: analysed, attributes: { state: 'analysed' } },
      ],
    },
    refusalMetric(world),
  ]
}
