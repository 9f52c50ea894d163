import { isAllFailed, type Group } from '../history.ts'
import { failureRates } from '../statistics/mixture.ts'

/** Per group: the network, the machine, a service. */
const outageRate = 0.0005
/**
 * How likely a repair arrives between two attempts, beside that it does between two groups. What a run checks out does
 * not change, so it has to come from outside; but two runs of a pull request may be merged with different bases.
 */
const betweenAttempts = 0.02
const betweenRuns = 0.25
/** A pull request breaks a test of its own accord: its first commit, one after a passing one, one after a failing one. */
const ownBreaks = { first: 0.05, afterPass: 0.05, afterFailure: 0.5 }
/** A pull request has not got what the default branch is broken by, or mends it. */
const unlike = 0.02

/** What follows one another without a clean group of the default branch, which alone proves a good commit. */
export interface Stretch {
  /** Clean groups of the default branch before it. */
  cleanBefore: number
  /** Its groups; none where none failed, as it says nothing then. */
  steps: readonly Step[]
}

/** One group, over the two states. */
export interface Step {
  /** P(what was seen | good) over f; of a clean group all but the passes, which are counted together. */
  ifGood: Float64Array
  /** P(it, still bad | bad), beside `unlike` times that above. */
  ifBad: number
  unlike: number
  /** P(it, repaired | bad), as a share of the repairs between two groups. */
  repairShare: number
}

/** @param groups that count as evidence, oldest first */
export function stretchesOf(groups: readonly Group[]): Stretch[] {
  const stretches: { cleanBefore: number; seen: Seen[]; hasFailure: boolean }[] = []
  let last = { cleanBefore: 0, seen: [] as Seen[], hasFailure: false }
  const before = new Map<number | string, Group>()
  for (const group of groups) {
    if (group.isDefaultBranch && group.failures === 0) {
      if (last.hasFailure) {
        stretches.push(last)
        last = { cleanBefore: 0, seen: [], hasFailure: false }
      }
      last.cleanBefore++
      last.seen = []
      continue
    }
    const place = group.prNumber ?? group.branch
    last.seen.push({ group, before: before.get(place) })
    last.hasFailure ||= group.failures > 0
    before.set(place, group)
  }
  return [...stretches, last].map(({ cleanBefore, seen, hasFailure }) => ({
    cleanBefore,
    steps: hasFailure ? seen.map(stepOf) : [],
  }))
}

/** A group, and the one before it of the same branch or pull request. */
interface Seen {
  group: Group
  before: Group | undefined
}

function stepOf({ group, before }: Seen): Step {
  const isAll = isAllFailed(group)
  const main = {
    ifGood: goodChances(group),
    ifBad: isAll ? 1 : 0,
    unlike: 0,
    repairShare: repairShareOf(group),
  }
  if (group.isDefaultBranch) return main
  const own = ownBreakOf(before)
  return {
    ifGood: main.ifGood.map((chance) => (1 - own) * chance + (isAll ? own : 0)),
    ifBad: main.ifBad * (1 - unlike),
    unlike,
    repairShare: main.repairShare * (1 - unlike),
  }
}

function ownBreakOf(before: Group | undefined): number {
  if (!before) return ownBreaks.first
  return isAllFailed(before) ? ownBreaks.afterFailure : ownBreaks.afterPass
}

function repairShareOf(group: Group): number {
  const { attempts, failures, firstFailed } = group
  if (!firstFailed || failures === attempts || !isInOrderOfRepair(group)) return 0
  return isBetweenRuns(group) ? betweenRuns : betweenAttempts
}

/** A repair arrives once: runs fail until then, at most one of them sees both, and those behind it pass. */
function isInOrderOfRepair({ runs }: Group): boolean {
  const repaired = runs.findIndex(({ failures, attempts }) => failures < attempts)
  return repaired === -1 || runs.slice(repaired + 1).every(({ failures }) => failures === 0)
}

/** Whether runs that may have been merged with different bases differ, and none shows both outcomes alone. */
const isBetweenRuns = ({ isDefaultBranch, runs }: Group) =>
  !isDefaultBranch &&
  runs.some(({ id }) => ciRunOf(id) !== ciRunOf(runs[0]!.id)) &&
  !runs.some(({ failures, attempts }) => failures > 0 && failures < attempts)

const ciRunOf = (id: string) => id.split('#', 1)[0]

const ones = new Float64Array(failureRates.length).fill(1)
/** A commit that was run a thousand times says hardly more than one of a hundred, and has chances that are no numbers. */
const mostAttempts = 100
const cached = new Map<number, Float64Array>()

/** P(so many failures, of them the first or not | a good commit) over f. */
function goodChances(group: Group): Float64Array {
  if (group.failures === 0) return ones
  const [attempts, failures] = countsOf(group)
  const outages = outagesOf(group)
  const key =
    ((attempts * (mostAttempts + 1) + failures) * 2 + Number(group.firstFailed)) * mostOutages + outages
  const known = cached.get(key)
  if (known) return known
  const orders = choose(attempts - 1, group.firstFailed ? failures - 1 : failures)
  const outage = outageRate ** outages / attempts ** failures
  const found = failureRates.map(
    (f) => (1 - outageRate) * orders * f ** failures * (1 - f) ** (attempts - failures) + outage,
  )
  cached.set(key, found)
  return found
}

/** Beyond that nobody believes in them anyway. */
const mostOutages = 4

/** How many it takes to explain the failures: runs that passed in between part them. */
function outagesOf({ runs }: Group): number {
  const begun = runs.filter(
    ({ failures }, index) => failures > 0 && !(index > 0 && runs[index - 1]!.failures > 0),
  )
  return Math.max(1, Math.min(begun.length, mostOutages - 1))
}

/** In how many orders so many of them may come; a repair leaves but one. */
function choose(count: number, of: number): number {
  let orders = 1
  for (let index = 0; index < of; index++) orders *= (count - index) / (index + 1)
  return orders
}

/** Attempts and failures, in the same proportion where there are too many; what is divergent stays so. */
function countsOf({ attempts, failures }: Group): [attempts: number, failures: number] {
  if (attempts <= mostAttempts) return [attempts, failures]
  if (failures === attempts) return [mostAttempts, mostAttempts]
  const share = Math.round((failures / attempts) * mostAttempts)
  return [mostAttempts, Math.min(mostAttempts - 1, Math.max(1, share))]
}
