import { type Metric, plainly, pointsBy } from '../../kit/metric.ts'
import type { World } from '../../kit/world.ts'
import { listBreakers } from './breakers/breaker.ts'
import { stateOf } from './breakers/state.ts'
import { isLimiterDegraded } from './requests/in-charge.ts'

/** Breakers of all processes, and whether this one can count limits where all do. */
export async function limitMetrics(world: World): Promise<readonly Metric[]> {
  const now = world.now()
  const breakers = await listBreakers(world)
  return [
    {
      name: 'keyhold.breaker.open',
      help: 'Whether no call passes, by breaker; 1: open, 0.5: one call probes, 0: closed. One that never counted a failure is absent.',
      kind: 'gauge',
      unit: '{breaker}',
      points: pointsBy(
        'breaker',
        Object.fromEntries(breakers.map((row) => [row.name, openness[stateOf(row, now)]])),
      ),
    },
    {
      name: 'keyhold.limits.degraded',
      help: 'Whether the store of limits is away and this process admits a reduced share; 1: yes.',
      kind: 'gauge',
      unit: '{limiter}',
      points: plainly(isLimiterDegraded(world) ? 1 : 0),
    },
  ]
}

const openness = { closed: 0, 'half-open': 0.5, open: 1 }
