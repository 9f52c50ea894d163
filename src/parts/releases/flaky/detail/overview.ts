import { daysAfter } from '../../../../kit/duration.ts'
import type { World } from '../../../../kit/world.ts'
import { runsOverview, type RunsOverview, verdictCounts } from '../candidates/store.ts'
import { type Verdict, verdicts } from '../verdicts/verdict.ts'

/** What to do about a repository's tests, the most useful first. */
export interface Advice {
  code: 'retry_once' | 'send_commit' | 'send_reports' | 'mend_broken' | 'quarantine_flaky'
  words: string
}

export interface Overview {
  tests: number
  byVerdict: Record<Verdict, number>
  wastedMinutes: number
  runs: RunsOverview
  advice: Advice[]
}

const overviewDays = 30

/** Over the last 30 days. */
export async function overviewOf(world: World, accountId: string, repositoryId: string): Promise<Overview> {
  const counts = await verdictCounts(world, accountId, repositoryId)
  const runs = await runsOverview(world, accountId, repositoryId, daysAfter(world.now(), -overviewDays))
  const byVerdict = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>
  for (const { verdict, tests } of counts) byVerdict[verdict] = tests
  return {
    tests: counts.reduce((all, { tests }) => all + tests, 0),
    byVerdict,
    wastedMinutes: counts.reduce((all, { wastedMinutes }) => all + wastedMinutes, 0),
    runs,
    advice: adviceOf(
      byVerdict.broken,
      counts.find(({ verdict }) => verdict === 'flaky')?.untended ?? 0,
      runs,
    ),
  }
}

function adviceOf(broken: number, flakyUntended: number, runs: RunsOverview): Advice[] {
  const advice: Advice[] = []
  if (runs.runs === 0)
    return [
      {
        code: 'send_reports',
        words: 'No run came within 30 days: let CI send its reports, also those of failed runs.',
      },
    ]
  if (runs.commits === 0)
    advice.push({
      code: 'send_commit',
      words:
        'No run names its commit, so nothing tells a flaky test from a broken one: add `commit` to what CI sends.',
    })
  else if (runs.retried === 0 && runs.repeatedCommits === 0)
    advice.push({
      code: 'retry_once',
      words: 'No commit was run twice, so no verdict goes beyond suspect: retry failed tests once in CI.',
    })
  if (broken > 0)
    advice.push({
      code: 'mend_broken',
      words:
        broken === 1
          ? '1 test fails at every run of the default branch: mend it first.'
          : `${broken} tests fail at every run of the default branch: mend them first.`,
    })
  if (flakyUntended > 0)
    advice.push({
      code: 'quarantine_flaky',
      words:
        flakyUntended === 1
          ? '1 flaky test lacks an owner, a ticket or a quarantine: give it all three until it is mended.'
          : `${flakyUntended} flaky tests lack an owner, a ticket or a quarantine: give each all three until it is mended.`,
    })
  return advice
}
