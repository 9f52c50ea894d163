import type { Group } from '../history.ts'
import { failureRatePrior, failureRates } from '../statistics/mixture.ts'
import { stretchesOf, type Step, type Stretch } from './stretches.ts'

/** What a failure of this test would be worth. */
export interface Noise {
  /** 0 to 1: P(the next failure on the default branch is noise, not a defect). What tests are ranked by. */
  readonly score: number
  /** P(f > 0) where bad commits come in spells, and repairs and outages are possible. */
  readonly probability: number
  /** P(the default branch is bad now). */
  readonly broken: number
}

/**
 * The mixture over time. The default branch is good or bad and mostly stays what it is: it breaks at rate `breaks`
 * and is repaired at rate `repairs`, both from group to group. On a good commit an attempt fails at rate f. On a bad one
 * every attempt does, unless the repair arrives between two of them. Now and then something outside fails a first attempt.
 */
interface Habit {
  breaks: number
  repairs: number
  logPrior: number
}

const breakRates = { 0.002: 0.4, 0.01: 0.3, 0.05: 0.2, 0.25: 0.1 }
const repairRates = [0.02, 0.1, 0.4]
/** What is summed over, as no repository says how often it breaks a test. */
const habits: readonly Habit[] = Object.entries(breakRates).flatMap(([rate, prior]) =>
  repairRates.map((repairs) => ({
    breaks: Number(rate),
    repairs,
    logPrior: Math.log(prior / repairRates.length),
  })),
)

const points = failureRates.length
const logPrior = failureRatePrior.map(Math.log)
const logPass = failureRates.map((f) => Math.log1p(-f))

/** @param groups that count as evidence, oldest first */
export function noiseOf(groups: readonly Group[]): Noise {
  const stretches = stretchesOf(groups)
  const passes = passesOf(groups)
  if (!stretches.some(({ steps }) => steps.length > 0)) return noiseOfClean(stretches, passes)
  const cells = cellsOf(stretches, passes)
  cellsOfGroups.set(groups, cells)
  return weighed(cells)
}

/** Kept while the groups are, as the same ones are asked about twice. */
const cellsOfGroups = new WeakMap<readonly Group[], Weighed[]>()

/** Most tests have never failed, and as many runs as their neighbours. */
const remembered = new Map<string, Noise>()
const rememberedNoises = 5000

function noiseOfClean(stretches: readonly Stretch[], passes: number): Noise {
  const name = `${passes} ${stretches[0]!.cleanBefore}`
  const known = remembered.get(name)
  if (known) return known
  const found = weighed(cellsOf(stretches, passes))
  if (remembered.size >= rememberedNoises) remembered.clear()
  remembered.set(name, found)
  return found
}

function cellsOf(stretches: readonly Stretch[], passes: number): Weighed[] {
  const shared = logPrior.map((prior, point) => prior + passes * logPass[point]!)
  return habits.map((habit) => {
    const log = shared.map((value) => value + habit.logPrior)
    return { log, habit, bad: addStretches(log, stretches, habit) }
  })
}

/**
 * How many further clean groups of the default branch, of one attempt each, take P(f > 0) below a probability; as many as
 * are asked for at most where more of them do.
 */
export function cleanGroupsUntil(groups: readonly Group[], probability: number, most: number): number {
  if (most === 0) return 0
  const cells = cellsOfGroups.get(groups) ?? cellsOf(stretchesOf(groups), passesOf(groups))
  const isEnough = (count: number) =>
    weighed(cells.map((cell) => withClean(cell, count))).probability < probability
  if (!isEnough(most - 1)) return most
  let [low, high] = [0, most - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isEnough(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** The same after so many clean groups more. */
function withClean({ log, bad, habit }: Weighed, count: number): Weighed {
  if (count === 0) return { log, bad, habit }
  const { breaks, repairs } = habit
  const stays = (count - 1) * Math.log(1 - breaks)
  const later = log.map((weight, point) => {
    const begins = (1 - bad[point]!) * (1 - breaks) + bad[point]! * repairs
    return weight + Math.log(begins) + stays + count * logPass[point]!
  })
  return { log: later, bad: new Float64Array(points), habit }
}

/** Of one habit, over f: ln weight, and P(the newest commit is bad). */
interface Weighed {
  habit: Habit
  log: Float64Array
  bad: Float64Array
}

function weighed(cells: readonly Weighed[]): Noise {
  const most = Math.max(...cells.map(({ log }) => Math.max(...log)))
  let [total, flaky, noise, broken] = [0, 0, 0, 0]
  for (const { habit, log, bad } of cells)
    for (let point = 0; point < points; point++) {
      const weight = Math.exp(log[point]! - most)
      const nextBad = (1 - bad[point]!) * habit.breaks + bad[point]! * (1 - habit.repairs)
      const byNoise = (1 - nextBad) * failureRates[point]!
      total += weight
      if (point > 0) flaky += weight
      broken += weight * bad[point]!
      noise += (weight * byNoise) / (byNoise + nextBad)
    }
  return { score: noise / total, probability: flaky / total, broken: broken / total }
}

/** Attempts of clean groups, which say the same of f whatever the habit. */
function passesOf(groups: readonly Group[]): number {
  let passes = 0
  for (const { attempts, failures } of groups) if (failures === 0) passes += attempts
  return passes
}

/**
 * Adds ln P(what was seen | f, habit), but for what `passesOf` counts.
 * @returns P(its newest commit is bad) over f
 */
function addStretches(log: Float64Array, stretches: readonly Stretch[], habit: Habit): Float64Array {
  const begins = habit.breaks / (habit.breaks + habit.repairs)
  const bad = new Float64Array(points)
  let scalar = stretches[0]!.cleanBefore > 0 ? Math.log(1 - begins) : 0
  for (const [index, stretch] of stretches.entries()) {
    if (stretch.cleanBefore > 0) scalar += (stretch.cleanBefore - 1) * Math.log(1 - habit.breaks)
    if (stretch.steps.length === 0) continue
    const first = stretch.cleanBefore > 0 ? habit.breaks : begins
    addStretch(log, bad, stretch.steps, { ...habit, first, endsClean: index < stretches.length - 1 })
  }
  for (let point = 0; point < points; point++) log[point]! += scalar
  return bad
}

interface Course extends Habit {
  /** P(the first step is bad). */
  first: number
  endsClean: boolean
}

/** Below it both are scaled up, so that no row of steps ends in zeros. */
const smallest = 1e-30

/** The forward algorithm over the two states, for each f. */
function addStretch(log: Float64Array, badNow: Float64Array, steps: readonly Step[], course: Course): void {
  const { breaks, repairs, first, endsClean } = course
  for (let point = 0; point < points; point++) {
    let [good, bad, sum] = [1 - first, first, 0]
    for (let index = 0; index < steps.length; index++) {
      const { ifGood, ifBad, unlike, repairShare } = steps[index]!
      if (index > 0) {
        const before = good
        good = good * (1 - breaks) + bad * repairs
        bad = before * breaks + bad * (1 - repairs)
      }
      const chance = ifGood[point]!
      good = good * chance + bad * repairs * repairShare
      bad *= ifBad + unlike * chance
      const scale = good + bad
      if (scale < smallest) {
        sum += Math.log(scale)
        good /= scale
        bad /= scale
      }
    }
    if (!endsClean) badNow[point] = bad / (good + bad)
    log[point]! += sum + Math.log(endsClean ? good * (1 - breaks) + bad * repairs : good + bad)
  }
}
