import { LRUCache } from 'lru-cache'
import type { World } from '../../../kit/world.ts'
import { intervalMicroseconds } from '../policies/gcra.ts'
import type { Count, Policy } from '../policies/policy.ts'
import type { Bucket, LendingStore, LendingVerdict, Store, Verdict } from './store.ts'

/**
 * Lets a process answer for a hot key out of units it has borrowed: charged at the store when they were lent, so that all
 * processes together never admit more than the limit.
 *
 * A unit of a rate is a slot on the line of time and may be used until its slot begins, which keeps the bound of the rate
 * exact and not only its sum: whenever it is used, the line it was charged to reaches at least as far as without lending.
 * A unit of a quota may be used until its window ends. **What is not used by then is lost**, not given back.
 */
export function withLeases(world: Pick<World, 'now'>, store: LendingStore, most = 10_000): Store {
  const leases = new LRUCache<string, Lease>({ max: most })
  const leaseOf = ({ policy, shapedId }: Bucket): Lease | null => {
    if (policy.lease === 0) return null
    const lease = leases.get(shapedId) ?? new Lease(policy)
    leases.set(shapedId, lease)
    return lease
  }
  const borrow = async (
    found: readonly (Lease | null)[],
    buckets: readonly Bucket[],
    milliseconds: number,
    surely: number,
  ): Promise<Verdict> => {
    const wants = buckets.map(({ cost }, index) => found[index]?.wants(cost, surely) ?? 0)
    const askers = found.filter((lease, index) => lease && wants[index]! > 0) as Lease[]
    for (const lease of askers) lease.isAsking = true
    try {
      const verdict = await store.borrow(buckets, wants)
      found.forEach((lease, index) => lease?.keep(verdict, index, milliseconds * 1000))
      return { ...verdict, held: found.map((lease) => lease?.held(surely) ?? 0) }
    } finally {
      for (const lease of askers) lease.isAsking = false
    }
  }
  return {
    take(buckets) {
      const milliseconds = world.now().getTime()
      // A clock of whole milliseconds may be up to one late: a unit is used only where it is surely good still.
      const surely = milliseconds * 1000 + 999
      const found = buckets.map(leaseOf)
      found.forEach((lease) => lease?.noteCall(milliseconds))
      return answerFrom(found, buckets, surely) ?? borrow(found, buckets, milliseconds, surely)
    },
  }
}

/** Only when every bucket of the request has units here: it is charged whole, here or there. */
function answerFrom(
  leases: readonly (Lease | null)[],
  buckets: readonly Bucket[],
  now: number,
): Verdict | null {
  const full = leases.filter((lease, index) => lease && lease.held(now) >= buckets[index]!.cost) as Lease[]
  if (full.length < buckets.length) return null
  full.forEach((lease, index) => lease.use(buckets[index]!.cost))
  return {
    allowed: true,
    now: now + full[0]!.aheadMicroseconds,
    counts: full.map(({ count }) => count),
    held: full.map((lease) => lease.held(now)),
  }
}

interface Piece {
  units: number
  /** The last moment for the first unit, by this process's clock in microseconds. */
  goodUntil: number
}

// A key asked for more seldom than this costs a statement each time, and nothing of its allowance is lost.
const hotCallsASecond = 4

/** The units of one bucket that this process holds, those that end soonest first. */
export class Lease {
  count: Count = { endsAt: 0, used: 0 }
  /** How far the store's clock is ahead of ours. */
  aheadMicroseconds = 0
  /** One request borrows for all that come meanwhile. */
  isAsking = false
  #pieces: Piece[] = []
  readonly #most: number
  /** Between the ends of two units; those of a quota all end together. */
  readonly #interval: number
  #second = 0
  #calls = 0
  #callsBefore = 0

  constructor(policy: Policy) {
    this.#most = policy.lease
    this.#interval = policy.kind === 'rate' ? intervalMicroseconds(policy) : 0
  }

  noteCall(milliseconds: number): void {
    const second = Math.floor(milliseconds / 1000)
    if (second !== this.#second) {
      this.#callsBefore = second === this.#second + 1 ? this.#calls : 0
      this.#calls = 0
      this.#second = second
    }
    this.#calls += 1
  }

  /** Units to borrow: about what a second has needed. */
  wants(cost: number, now: number): number {
    const calls = Math.max(this.#calls, this.#callsBefore)
    if (this.isAsking || calls < hotCallsASecond) return 0
    return Math.max(0, Math.min(this.#most, calls * cost) - this.held(now))
  }

  held(now: number): number {
    this.#drop(now)
    return this.#pieces.reduce((units, piece) => units + piece.units, 0)
  }

  /** Uses that many of the units that `held` has just counted. */
  use(units: number): void {
    let left = units
    for (const piece of this.#pieces) {
      const used = Math.min(left, piece.units)
      this.#shorten(piece, used)
      left -= used
    }
    this.#pieces = this.#pieces.filter((piece) => piece.units > 0)
  }

  /** `askedAt`: before the question left, so that a unit never seems good for longer than it is. */
  keep({ now, counts, loans }: LendingVerdict, index: number, askedAt: number): void {
    this.count = counts[index]!
    this.aheadMicroseconds = now - askedAt
    const { units, goodUntil } = loans[index]!
    if (units === 0) return
    this.#pieces.push({ units, goodUntil: askedAt + (goodUntil - now) })
    this.#pieces.sort((one, other) => one.goodUntil - other.goodUntil)
  }

  #drop(now: number): void {
    for (const piece of this.#pieces) {
      if (piece.goodUntil >= now) continue
      const ended = this.#interval === 0 ? piece.units : Math.ceil((now - piece.goodUntil) / this.#interval)
      this.#shorten(piece, Math.min(piece.units, ended))
    }
    if (this.#pieces.some(({ units }) => units === 0))
      this.#pieces = this.#pieces.filter(({ units }) => units > 0)
  }

  #shorten(piece: Piece, units: number): void {
    piece.units -= units
    piece.goodUntil += units * this.#interval
  }
}
