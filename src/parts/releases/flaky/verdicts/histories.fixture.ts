import type { Group } from './history.ts'

/** Midnight before the first group of a drawn history, ms since 1970. */
export const firstDay = Date.UTC(2026, 0, 1)
export const hourMilliseconds = 3_600_000
export const dayMilliseconds = 24 * hourMilliseconds

/** What each letter of a drawn history stands for: attempts, failed ones, and whether the first failed. */
const letters: Readonly<Record<string, [attempts: number, failures: number]>> = {
  '.': [1, 0],
  ':': [2, 0],
  f: [1, 1],
  F: [2, 2],
  d: [2, 1],
}

interface Drawing {
  /** Of the first group, ms since 1970. */
  from?: number
  /** Between two groups. */
  hours?: number
  /** Everything else that is to be so in every group. */
  each?: Partial<Group>
}

/**
 * A history as one draws it: `.` passed, `:` passed twice, `f` failed and was not run again, `F` failed twice, `d` failed and passed.
 * On the default branch, six hours apart, a second for each attempt.
 */
export function drawn(drawing: string, { from = firstDay, hours = 6, each }: Drawing = {}): Group[] {
  return [...drawing].map((letter, index) => {
    const [attempts, failures] = letters[letter]!
    const at = from + index * hours * hourMilliseconds
    return {
      commit: `c${at}`,
      at,
      branch: 'main',
      isDefaultBranch: true,
      prNumber: null,
      attempts,
      failures,
      firstFailed: failures > 0,
      runs: [{ id: `r${at}`, at, attempts, failures }],
      durationMilliseconds: attempts * 1000,
      failedMilliseconds: failures * 1000,
      changedFiles: null,
      shardsDiffer: false,
      isInfra: false,
      ...each,
    }
  })
}

/** The same in a pull request. */
export const drawnIn = (prNumber: number, drawing: string, options: Drawing = {}): Group[] =>
  drawn(drawing, {
    ...options,
    each: {
      prNumber,
      branch: `pull-${prNumber}`,
      isDefaultBranch: false,
      changedFiles: [`src/${prNumber}.ts`],
      ...options.each,
    },
  })

/** Run once more, later: its runs stay where they were. */
export function rerunAt(group: Group, at: number, outcome: 'passes' | 'fails'): Group {
  const failures = outcome === 'fails' ? 1 : 0
  return {
    ...group,
    attempts: group.attempts + 1,
    failures: group.failures + failures,
    runs: [...group.runs, { id: `r${at}`, at, attempts: 1, failures }],
  }
}

/** Histories as one, in order of time. */
export const woven = (...histories: readonly (readonly Group[])[]): Group[] =>
  histories.flat().sort((a, b) => a.at - b.at)

/** An hour after the newest group. */
export const after = (history: readonly Group[]): number => history.at(-1)!.at + hourMilliseconds
