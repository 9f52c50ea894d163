import { LRUCache } from 'lru-cache'
import type { World } from '../../../kit/world.ts'
import { chargeTogether, noCount } from '../policies/count.ts'
import type { Count } from '../policies/policy.ts'
import type { Bucket, Verdict } from './store.ts'

/** A {@link Store} that decides at once. */
export interface MemoryStore {
  take(buckets: readonly Bucket[]): Verdict
}

/**
 * Counts of one process, by its own clock. Holds up to `most` buckets (default 100,000); beyond that the one used longest
 * ago is forgotten, which gives it its whole allowance back.
 */
export function memoryStore(world: Pick<World, 'now'>, most = 100_000): MemoryStore {
  const counts = new LRUCache<string, Count>({ max: most })
  return {
    take(buckets: readonly Bucket[]): Verdict {
      const now = world.now().getTime() * 1000
      const metered = buckets.map(({ policy, id, cost }) => ({
        policy,
        cost,
        count: counts.get(id) ?? noCount,
      }))
      const charged = chargeTogether(metered, now)
      if (charged.allowed) buckets.forEach(({ id }, index) => counts.set(id, charged.counts[index]!))
      return { ...charged, now, held: buckets.map(() => 0) }
    },
  }
}
