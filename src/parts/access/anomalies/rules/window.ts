import { crc32 } from 'node:zlib'
import { Recent } from './recent.ts'
import { programOf, type Seen } from './seen.ts'

const minute = 60_000
export const hour = 3_600_000

/** How many moments are kept: source 000's rule looks at the newest 20. */
const newestKept = 20
/** Intervals that are looked at together for their regularity. */
const paceIntervals = 100
/** How fast the usual rate follows: about the last ten minutes in which anything was asked for. */
const smoothing = 0.1
const mostAnswers = 64
/** Where a request comes from is looked at once a second: to find that out is dearer than all the rest. */
const senderMilliseconds = 1000
const mostPrograms = 8
const mostRefreshes = 32

/**
 * What is remembered of one principal's requests: about 30 numbers, and small sets once there is something to put into
 * them. Rules read it and change nothing of it but what they say they have used up.
 */
export class Window {
  firstAt = 0
  lastAt = 0
  /** Since it is watched. */
  requests = 0
  /** Of the clock's minute; and what was usual in the minutes before in which anything was asked for. */
  inMinute = 0
  usualPerMinute = 0
  minutesKnown = 0
  /** Of the newest; 409, 423 and 429 are not among them: they say when to come back, not that it was wrong to ask. */
  answers = 0
  refusals = 0
  /** Set by every hundredth interval; null otherwise. */
  pace: { meanMilliseconds: number; variation: number } | null = null
  /** Different things that are not there, and all that was asked for since the first of them. */
  readonly missing = new Recent<number>({ seconds: 300, most: 64 })
  askedSinceMiss = 0
  readonly networks = new Recent<string>({ seconds: 600, most: 16 })
  /** Whether the newest request came from a program that none came from before. */
  isOtherProgram = false
  /** How often the newest request's token was asked to be refreshed within an hour, this time included; 0 for any other request. */
  refreshesOfOne = 0
  /** Told from outside: how long it had rested when it was used again. */
  restedDays: number | null = null

  readonly #moments = new Float64Array(newestKept)
  #hour = { index: -1, requests: 0 }
  #minuteIndex = -1
  #intervals = { count: 0, mean: 0, squares: 0 }
  // Hashes: a piece of a header would keep all of it, and who writes headers could fill the memory.
  readonly #programs: number[] = []
  #agent: number | undefined
  #senderSeenAt = -Infinity
  #refreshes: { sought: number; at: number }[] = []

  note(seen: Seen): void {
    const { at } = seen
    if (this.requests === 0) this.firstAt = at
    this.#notePace(at)
    this.#noteRate(at)
    this.#noteAnswer(seen)
    this.#noteSender(seen)
    this.refreshesOfOne = seen.isRefresh ? this.#noteRefresh(seen) : 0
    this.#moments[this.requests % newestKept] = at
    this.requests += 1
    this.lastAt = at
  }

  /** How many of the newest 20 came within the hour, and how far apart they are on the average. */
  newest(): { count: number; meanMilliseconds: number } {
    const kept = Math.min(this.requests, newestKept)
    const oldestIndex = this.requests <= newestKept ? 0 : this.requests % newestKept
    let [count, first] = [0, this.lastAt]
    for (let index = 0; index < kept; index++) {
      const at = this.#moments[(oldestIndex + index) % newestKept]!
      if (this.lastAt - at >= hour) continue
      if (count === 0) first = at
      count += 1
    }
    return { count, meanMilliseconds: count < 2 ? Infinity : (this.lastAt - first) / (count - 1) }
  }

  /** Of the clock's hour. */
  get inHour(): number {
    return this.#hour.requests
  }

  #notePace(at: number): void {
    this.pace = null
    if (this.requests === 0) return
    const intervals = this.#intervals
    const interval = at - this.lastAt
    intervals.count += 1
    const off = interval - intervals.mean
    intervals.mean += off / intervals.count
    intervals.squares += off * (interval - intervals.mean)
    if (intervals.count < paceIntervals) return
    const deviation = Math.sqrt(intervals.squares / intervals.count)
    if (intervals.mean > 0)
      this.pace = { meanMilliseconds: intervals.mean, variation: deviation / intervals.mean }
    this.#intervals = { count: 0, mean: 0, squares: 0 }
  }

  #noteRate(at: number): void {
    const index = Math.floor(at / minute)
    if (index !== this.#minuteIndex) {
      if (this.#minuteIndex >= 0) this.#learn(this.inMinute)
      this.#minuteIndex = index
      this.inMinute = 0
    }
    this.inMinute += 1
    const hourIndex = Math.floor(at / hour)
    if (hourIndex !== this.#hour.index) this.#hour = { index: hourIndex, requests: 0 }
    this.#hour.requests += 1
  }

  #learn(requests: number): void {
    const share = this.minutesKnown === 0 ? 1 : smoothing
    this.usualPerMinute += share * (requests - this.usualPerMinute)
    this.minutesKnown += 1
  }

  #noteAnswer({ status, sought, at }: Seen): void {
    if (this.missing.size > 0) this.askedSinceMiss += 1
    if (status === 404 && sought !== null) {
      this.missing.add(sought, at)
      if (this.missing.size === 1) this.askedSinceMiss = 1
    }
    if (status === 409 || status === 423 || status === 429) return
    this.answers += 1
    if (status >= 400 && status < 500) this.refusals += 1
    if (this.answers < mostAnswers) return
    this.answers /= 2
    this.refusals /= 2
  }

  #isNewProgram({ agent }: Seen): boolean {
    const program = crc32(programOf(agent))
    if (this.#programs.includes(program)) return false
    this.#programs.push(program)
    if (this.#programs.length > mostPrograms) this.#programs.shift()
    return true
  }

  #noteSender(seen: Seen): void {
    const { at } = seen
    this.isOtherProgram = false
    if (at - this.#senderSeenAt < senderMilliseconds) return
    this.#senderSeenAt = at
    if (seen.network !== null) this.networks.add(seen.network, at)
    const agent = crc32(seen.agent ?? '')
    if (agent === this.#agent) return
    this.#agent = agent
    this.isOtherProgram = this.#isNewProgram(seen)
  }

  #noteRefresh({ sought, at }: Seen): number {
    if (sought === null) return 0
    const recent = this.#refreshes.filter((refresh) => at - refresh.at < hour)
    this.#refreshes = [...recent, { sought, at }].slice(-mostRefreshes)
    return this.#refreshes.filter((refresh) => refresh.sought === sought).length
  }
}
