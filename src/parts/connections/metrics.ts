import type { Metric } from '../../kit/metric.ts'
import { as, type World } from '../../kit/world.ts'

/** A job's query, over all accounts. */
const connectionsByStatus = ({ sql }: World) => sql<{ provider: string; status: string; n: number }>`
  select provider, status, count(*)::int as n from connections group by provider, status order by provider, status limit 1000`

/** Connections of all accounts. */
export async function connectionMetrics(world: World): Promise<readonly Metric[]> {
  const rows = await connectionsByStatus(as(world, { role: 'jobs' }))
  return [
    {
      name: 'keyhold.connections',
      help: 'Connections, by provider and status: active, needs_reauth, pending or closing.',
      kind: 'gauge',
      unit: '{connection}',
      points: rows.map(({ provider, status, n }) => ({ value: n, attributes: { provider, status } })),
    },
  ]
}
