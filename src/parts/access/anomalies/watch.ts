import { LRUCache } from 'lru-cache'
import { resident, type World } from '../../../kit/world.ts'
import { accessSettings } from '../settings.ts'
import type { Principal } from './principal.ts'
import type { Kind, Mode } from './rules/ladder.ts'
import type { Seen } from './rules/seen.ts'
import { type Finding, Trail } from './rules/trail.ts'
import { settle } from './settle.ts'

const mostPrincipals = 10_000
// Whoever has many networks could else fill the log with them.
const mostNetworksToldInMinute = 60
/** How long a request waits that is slowed down. */
export const slowMilliseconds = 500

/** Whether a principal may go on. */
export type Verdict =
  | { kind: 'refuse'; retryAfterSeconds: number; rules: readonly string[] }
  | { kind: 'slow' }
  | null

/**
 * What this process remembers of who asks. A request costs it no statement; what a rule finds is settled in the
 * background, together with what other processes found.
 */
class Watch {
  readonly #world: World
  readonly mode: Mode
  readonly #callers = new LRUCache<string, Trail>({ max: mostPrincipals })
  readonly #networks = new LRUCache<string, Trail>({ max: mostPrincipals })
  #told = { minute: 0, count: 0 }

  constructor(world: World) {
    this.#world = world
    this.mode = world.settings(accessSettings).anomalies
  }

  /** Before a request is served. */
  verdict({ kind, id }: Pick<Principal, 'kind' | 'id'>): Verdict {
    const trail = this.#trailsOf(kind).get(id)
    if (!trail || (trail.refusedUntil === 0 && trail.slowedUntil === 0)) return null
    const now = this.#now()
    if (trail.refusedUntil > now)
      return {
        kind: 'refuse',
        retryAfterSeconds: (trail.refusedUntil - now) / 1000,
        rules: Object.keys(trail.points),
      }
    return trail.slowedUntil > now ? { kind: 'slow' } : null
  }

  /** After it was answered. One that was told to come back later says nothing about who asked. */
  see(principal: Principal, seen: Seen): void {
    if (seen.status === 429 && !seen.isHoney) return
    const trail = this.#trailOf(principal)
    this.#take(principal, trail, trail.see(seen))
  }

  /** A key is used again that had rested for so many days. */
  wake(principal: Principal, restedDays: number): void {
    if (this.mode === 'off') return
    const trail = this.#trailOf(principal)
    this.#take(principal, trail, trail.wake(restedDays))
  }

  /** As if it had never been seen, unless it was first seen after `clearedAt`. */
  forget(id: string, clearedAt: Date): void {
    for (const trails of [this.#callers, this.#networks]) {
      const trail = trails.peek(id)
      if (trail && trail.window.firstAt <= clearedAt.getTime()) trails.delete(id)
    }
  }

  #take(principal: Principal, trail: Trail, findings: readonly Finding[]): void {
    if (findings.length === 0) return
    const isCertain = findings.some(({ rule }) => rule.isCertain)
    trail.stand(this.mode, isCertain, this.#now())
    if (principal.accountId === null && !this.#mayTell()) return
    this.#world.background(
      settle(this.#world, this.mode, principal, findings).then((points) => {
        trail.learn(points, this.#now())
        trail.stand(this.mode, isCertain, this.#now())
      }),
    )
  }

  #mayTell(): boolean {
    const minute = Math.floor(this.#now() / 60_000)
    if (minute !== this.#told.minute) this.#told = { minute, count: 0 }
    this.#told.count += 1
    return this.#told.count <= mostNetworksToldInMinute
  }

  #trailOf({ kind, id }: Principal): Trail {
    const trails = this.#trailsOf(kind)
    const known = trails.get(id)
    if (known) return known
    const trail = new Trail(kind)
    trails.set(id, trail)
    return trail
  }

  #trailsOf(kind: Kind): LRUCache<string, Trail> {
    return kind === 'key' || kind === 'internal' ? this.#callers : this.#networks
  }

  #now(): number {
    return this.#world.now().getTime()
  }
}

export const newWatch = (world: World): Watch => new Watch(world)
/** One for each process. */
export const watchOf = resident(newWatch)
