import { secondsBetween } from '../../../kit/duration.ts'
import { type Metric, pointsBy } from '../../../kit/metric.ts'
import type { House } from '../../../kit/part.ts'
import { SingleFlight } from '../../../kit/single-flight.ts'
import { resident, type World } from '../../../kit/world.ts'

/** However many scrape, the database is counted through this often at most. */
const rememberedSeconds = 5

interface Kept {
  house: Pick<House, 'metrics'> | null
  flight: SingleFlight<readonly Metric[]>
  last: { at: Date; metrics: readonly Metric[] } | null
}

const kept = resident<Kept>(() => ({ house: null, flight: new SingleFlight(), last: null }))

/** Keeps what the app hands down when it starts. */
export const enter = (world: World, house: Pick<House, 'metrics'>): void => void (kept(world).house = house)

/** Figures of all parts, at most 5 s old. */
export async function figures(world: World): Promise<readonly Metric[]> {
  const { flight, last } = kept(world)
  if (last && secondsBetween(last.at, world.now()) < rememberedSeconds) return last.metrics
  return flight.share('', async () => {
    const at = world.now()
    const metrics = await readAll(world)
    kept(world).last = { at, metrics }
    return metrics
  })
}

async function readAll(world: World): Promise<readonly Metric[]> {
  const sources = kept(world).house?.metrics ?? []
  const failed: Record<string, number> = {}
  const metrics: Metric[] = []
  for (const { part, read } of sources) {
    failed[part] = 0
    try {
      metrics.push(...(await read(world)))
    } catch (error) {
      failed[part] = 1
      world.log.warn('figures of a part could not be read', { part, error })
    }
  }
  return [...metrics, unread(failed)]
}

// Whoever watches is told of a part that is missing, rather than of none of them.
const unread = (failed: Record<string, number>): Metric => ({
  name: 'keyhold.metrics.unread',
  help: 'Whether the figures of this part could not be read just now, and are missing here; 1: yes.',
  kind: 'gauge',
  unit: '{part}',
  points: pointsBy('part', failed),
})
