import type { Figures } from './figures.ts'
import { isDivergent, type Group } from './history.ts'
import { testsForPrior } from './statistics/pass-on-retry.ts'
import { upperLimitOf } from './statistics/runs-needed.ts'
import { isFailingNow, type Verdict } from './verdict.ts'

/** One thing that speaks for a verdict, in words and as data. */
export interface Reason {
  code: ReasonCode
  /** Plain sentences, complete without the rest. */
  words: string
  /** How many of what the code names. */
  count: number
  /** The newest that show it, at most 5. */
  commits: string[]
  pullRequests: number[]
}

export type ReasonCode =
  /** Groups that failed and passed on one commit. */
  | 'divergent'
  /** So few of them, or so placed, that a repair or an outage explains them as well. */
  | 'divergent-explained'
  /** Groups at the end of the default branch that failed in every attempt. */
  | 'failing-now'
  /** Its newest run failed, elsewhere than at the end of the default branch. */
  | 'newest-failed'
  /** Where first attempts began to fail more. */
  | 'began-to-fail'
  /** Failures that stand alone on the default branch, never repeated on their commit. */
  | 'isolated'
  /** Pull requests with nothing in common in which it failed. */
  | 'cross-pull-requests'
  /** Failures that were never repeated, so that nothing tells flaky from broken. */
  | 'no-repeats'
  /** Failures that a defect which was repaired explains. */
  | 'repaired'
  /** Clean runs since the last failure. */
  | 'quiet'
  /** Passed runs of a test that never failed. */
  | 'clean'
  /** Groups, fewer than a verdict takes. */
  | 'too-few'
  /** Commits on which one shard of a run passed and another failed. */
  | 'shards-differ'
  /** The interval of its pass-on-retry rate is drawn towards what is usual elsewhere. */
  | 'interval-leans'
  /** It failed in every attempt at the end of the default branch, in run after run that was left out. */
  | 'failing-left-out'
  /** Groups of runs that were marked `infra`, and left out. */
  | 'infra-left-out'
  /** Hours that another verdict waits for, as this one changed lately. */
  | 'change-held'

interface Ground {
  verdict: Verdict
  figures: Figures
  evidence: readonly Group[]
  /** Groups of the window that were left out. */
  infra: readonly Group[]
  /** Of these, those at the end of the default branch that failed in every attempt, where they are many. */
  failingLeftOut: readonly Group[]
  /** Too few tests of the repository were repeated for a prior of its own. */
  hasFixedPrior: boolean
}

/** What speaks for the verdict, the weightiest first. */
export const reasonsOf = (ground: Ground): Reason[] =>
  [
    failingNow,
    leftOutFailing,
    divergent,
    newestFailed,
    began,
    quiet,
    crossing,
    isolated,
    unrepeated,
    repaired,
    clean,
    tooFew,
    shardsDiffering,
    leaning,
    leftOut,
  ].flatMap((reason) => reason(ground) ?? [])

type Telling = (ground: Ground) => Reason | null

const shown = 5

function reason(code: ReasonCode, count: number, words: string, groups: readonly Group[] = []): Reason {
  const newest = groups.toReversed()
  return {
    code,
    words,
    count,
    commits: [...new Set(newest.map(({ commit }) => commit))]
      .filter((commit) => commit !== '')
      .slice(0, shown),
    pullRequests: [...new Set(newest.flatMap(({ prNumber }) => prNumber ?? []))].slice(0, shown),
  }
}

const failingNow: Telling = ({ figures: { failing }, evidence }) => {
  if (!failing) return null
  const groups = evidence.filter(({ isDefaultBranch, at }) => isDefaultBranch && at >= failing.since)
  const tries = failing.attempts === 1 ? 'its one attempt' : `each of ${failing.attempts} attempts`
  const words = `It failed in ${tries} at the end of the default branch, over ${of(failing.commits.length, 'commit')}.`
  return reason('failing-now', failing.groups, words, groups)
}

const newestFailed: Telling = ({ figures, evidence }) => {
  if (figures.failing || !isFailingNow(figures)) return null
  const failed = evidence.filter(({ runs }) =>
    runs.some(({ at, failures, attempts }) => failures === attempts && at === figures.lastFailureAt),
  )
  // It failed, and passed in the next try.
  if (failed.length === 0) return null
  const { commit, prNumber, branch } = failed.at(-1)!
  const where = prNumber === null ? (branch === '' ? '' : ` on ${branch}`) : ` of pull request ${prNumber}`
  return reason(
    'newest-failed',
    1,
    `Its newest run failed, at commit ${named(commit)}${where}, and it has not passed since.`,
    failed.slice(-1),
  )
}

const divergent: Telling = ({ verdict, figures: { passOnRetry, noise }, evidence }) => {
  if (passOnRetry.divergent === 0) return null
  const words = `It failed and passed on ${passOnRetry.divergent} of the ${of(passOnRetry.repeated, 'commit')} on which it ran more than once.`
  const groups = evidence.filter(isDivergent)
  if (verdict === 'suspect')
    return reason(
      'divergent-explained',
      passOnRetry.divergent,
      `${words} A repair that arrived in between, or an outage, explains that as well: it is flaky with ${percent(noise.probability)}.`,
      groups,
    )
  return reason('divergent', passOnRetry.divergent, words, groups)
}

const began: Telling = ({ figures: { regression } }) =>
  regression && {
    code: 'began-to-fail',
    count: 1,
    words: `First attempts failed in ${percent(regression.rateBefore)} until commit ${named(regression.commit)}, and in ${percent(regression.rateAfter)} from there.`,
    commits: [regression.commit],
    pullRequests: [],
  }

const quiet: Telling = ({ verdict, figures: { cleanRuns, rateIfFlaky } }) =>
  verdict === 'fixed'
    ? reason(
        'quiet',
        cleanRuns,
        `It has passed ${of(cleanRuns, 'run')} since its last failure, and used to fail in ${percent(rateIfFlaky)}.`,
      )
    : null

const crossing: Telling = ({ figures: { crossPullRequests: found } }) =>
  found && {
    code: 'cross-pull-requests',
    count: found.pullRequests.length,
    words: `It failed in ${found.pullRequests.length} pull requests that have nothing in common, over ${of(Math.floor(found.days), 'day')}, while the default branch passed.`,
    commits: found.commits.slice(-shown),
    pullRequests: found.pullRequests.slice(-shown),
  }

const isolated: Telling = ({ figures: { isolatedUnrepeated: commits }, evidence }) =>
  commits.length > 0
    ? reason(
        'isolated',
        commits.length,
        `It failed alone between passes ${times(commits.length)}, and was not run again there.`,
        evidence.filter(({ commit, attempts }) => attempts === 1 && commits.includes(commit)),
      )
    : null

const unrepeated: Telling = ({ figures: { failures, passOnRetry }, evidence }) =>
  failures > 0 && passOnRetry.repeated === 0
    ? reason(
        'no-repeats',
        failures,
        'No commit was run twice, so nothing tells flaky from broken. Retry once in CI.',
        evidence.filter((group) => group.failures > 0),
      )
    : null

const repaired: Telling = ({ verdict, figures: { failedGroups }, evidence }) =>
  verdict === 'healthy' && failedGroups > 0
    ? reason(
        'repaired',
        failedGroups,
        `It failed in every attempt on ${of(failedGroups, 'commit')}, and passes since: a defect that was repaired.`,
        evidence.filter((group) => group.failures > 0),
      )
    : null

const clean: Telling = ({ figures: { failures, runs } }) =>
  failures === 0 && runs > 0
    ? reason(
        'clean',
        runs,
        `It passed ${runs === 1 ? 'its one run' : `all of ${of(runs, 'run')}`}${limitWords(upperLimitOf(runs))}`,
      )
    : null

const limitWords = (limit: number): string =>
  limit >= 1 ? ', which rules out no rate yet.' : `: with 95 % it fails less often than in ${percent(limit)}.`

const tooFew: Telling = ({ verdict, figures: { groups } }) =>
  verdict === 'unknown'
    ? reason('too-few', groups, `It ran on ${of(groups, 'commit')}, which is too few to say more.`)
    : null

const leftOutFailing: Telling = ({ failingLeftOut: groups }) =>
  groups.length > 0
    ? reason(
        'failing-left-out',
        groups.length,
        `It failed in every attempt on the newest ${of(groups.length, 'commit')} of the default branch, where so much failed that they are left out: a defect of many tests, or an outage that lasts.`,
        groups,
      )
    : null

const shardsDiffering: Telling = ({ evidence }) => {
  const groups = evidence.filter(({ shardsDiffer }) => shardsDiffer)
  if (groups.length === 0) return null
  return reason(
    'shards-differ',
    groups.length,
    `In runs on ${of(groups.length, 'commit')} one shard passed and another failed: that is no retry, and counts as failed. Machines of different kinds are environments; two tests of one name in different shards need a file or a name of their own.`,
    groups,
  )
}

const leaning: Telling = ({ figures: { passOnRetry }, hasFixedPrior }) =>
  hasFixedPrior && passOnRetry.divergent > 0
    ? reason(
        'interval-leans',
        passOnRetry.repeated,
        `The interval leans on what is usual elsewhere, five repeats of a hundred, until ${testsForPrior} tests of this repository were run twice: the rate of a test that often passes on retry lies above it.`,
      )
    : null

const leftOut: Telling = ({ infra }) =>
  infra.length > 0
    ? reason(
        'infra-left-out',
        infra.length,
        `${of(infra.length, 'commit')} left out: so much failed there that it says nothing of one test.`,
        infra,
      )
    : null

const hourMilliseconds = 3_600_000

/** Why another verdict than the one that its runs give is still said (F13). */
export function heldReason(
  said: Verdict,
  { verdict, until }: { verdict: Verdict; until: Date },
  changedAt: Date,
): Reason {
  const hours = (until.getTime() - changedAt.getTime()) / hourMilliseconds
  const words = `Its runs say ${verdict} by now. It is called that from ${minuteOf(until)} on, or at once where it fails and passes on one commit: it became ${said} at ${minuteOf(changedAt)}, and after a change nothing changes for ${of(hours, 'hour')}.`
  return { code: 'change-held', words, count: hours, commits: [], pullRequests: [] }
}

const minuteOf = (moment: Date): string => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`

const of = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
const times = (count: number) => (count === 1 ? 'once' : `${count} times`)
const named = (commit: string) => (commit === '' ? '(unnamed)' : commit.slice(0, 12))

/** One decimal below ten. */
function percent(share: number): string {
  const value = share * 100
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} %`
}
