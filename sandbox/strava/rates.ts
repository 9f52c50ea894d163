import type { Settings } from '../settings.ts'

/** Whether a call only reads, which has a limit of its own within the total. */
export type Weight = 'read' | 'write'

interface Usage {
  quarter: number
  day: number
  total: [quarter: number, day: number]
  read: [quarter: number, day: number]
}

const quarterMilliseconds = 15 * 60_000
const dayMilliseconds = 24 * 60 * 60_000

/** Counts calls of each app, in the quarters of the hour and in days by UTC. Refused calls count too. */
export class Rates {
  readonly #usages = new Map<string, Usage>()

  /** Counts one call. */
  count(clientId: string, weight: Weight, limits: Settings['limits'], now: number) {
    const usage = this.#current(clientId, now)
    for (const counted of weight === 'read' ? [usage.total, usage.read] : [usage.total]) {
      counted[0] += 1
      counted[1] += 1
    }
    const isOver = exceeds(usage.total, limits.total) || exceeds(usage.read, limits.read)
    return { isOver, headers: rateHeaders(usage, limits) }
  }

  /** Puts an app near its limits, or beyond. */
  set(clientId: string, usage: Partial<Pick<Usage, 'total' | 'read'>>, now: number): void {
    Object.assign(this.#current(clientId, now), usage)
  }

  #current(clientId: string, now: number): Usage {
    const quarter = Math.floor(now / quarterMilliseconds)
    const day = Math.floor(now / dayMilliseconds)
    const usage = this.#usages.get(clientId) ?? { quarter, day, total: [0, 0], read: [0, 0] }
    if (usage.quarter !== quarter) for (const counted of [usage.total, usage.read]) counted[0] = 0
    if (usage.day !== day) for (const counted of [usage.total, usage.read]) counted[1] = 0
    Object.assign(usage, { quarter, day })
    this.#usages.set(clientId, usage)
    return usage
  }
}

const exceeds = (used: [number, number], limit: [number, number]): boolean =>
  used[0] > limit[0] || used[1] > limit[1]

const rateHeaders = (usage: Usage, limits: Settings['limits']): Record<string, string> => ({
  'x-ratelimit-limit': limits.total.join(','),
  'x-ratelimit-usage': usage.total.join(','),
  'x-readratelimit-limit': limits.read.join(','),
  'x-readratelimit-usage': usage.read.join(','),
})
