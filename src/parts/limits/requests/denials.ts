import { LRUCache } from 'lru-cache'
import type { World } from '../../../kit/world.ts'
import { untilFree } from '../policies/count.ts'
import type { Count } from '../policies/policy.ts'
import type { Bucket, Verdict } from './store.ts'

interface Denial {
  cost: number
  /** By this process's clock, microseconds: until then so many units are surely not free. */
  until: number
  count: Count
  /** What to add to our clock to be, surely, no later than the store's. */
  aheadMicroseconds: number
}

/**
 * Requests that were refused, until they would be admitted: to ask again costs no statement. Bounded by `most`; what falls
 * out is asked for again. Kept under the policy's numbers, so that a raised limit holds at once.
 */
export class Denials {
  readonly #denials: LRUCache<string, Denial>
  readonly #world: Pick<World, 'now'>

  constructor(world: Pick<World, 'now'>, most = 10_000) {
    this.#world = world
    this.#denials = new LRUCache({ max: most })
  }

  /** The verdict that is known without asking: at least one bucket is still without units. */
  known(buckets: readonly Bucket[]): { buckets: Bucket[]; verdict: Verdict } | null {
    const milliseconds = this.#world.now().getTime()
    const found = buckets.filter((bucket) => this.#holds(bucket, milliseconds * 1000 + 999))
    if (found.length === 0) return null
    const denials = found.map(({ shapedId }) => this.#denials.get(shapedId)!)
    const now = milliseconds * 1000 + Math.min(...denials.map((denial) => denial.aheadMicroseconds))
    const counts = denials.map(({ count }) => count)
    return { buckets: found, verdict: { allowed: false, now, counts, held: found.map(() => 0) } }
  }

  /** `askedAt`: before the question left, microseconds, so that no denial outlives the store's. */
  note(buckets: readonly Bucket[], { now, counts }: Verdict, askedAt: number): void {
    const aheadMicroseconds = now - (this.#world.now().getTime() * 1000 + 1000)
    buckets.forEach(({ policy, shapedId, cost }, index) => {
      const count = counts[index]!
      const wait = untilFree(policy, count, now, cost)
      if (wait > 0) this.#denials.set(shapedId, { cost, until: askedAt + wait, count, aheadMicroseconds })
    })
  }

  #holds({ shapedId, cost }: Bucket, now: number): boolean {
    const denial = this.#denials.get(shapedId)
    return denial !== undefined && cost >= denial.cost && now < denial.until
  }
}
