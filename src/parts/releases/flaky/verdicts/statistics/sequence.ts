import type { Group } from '../history.ts'

/** The failed first attempts of a line, in streaks that follow one another. @param line groups of one branch, oldest first */
export function streaksOf(line: readonly Group[]): Group[][] {
  const streaks: Group[][] = []
  for (const [index, group] of line.entries()) {
    if (!group.firstFailed) continue
    if (index > 0 && line[index - 1]!.firstFailed) streaks.at(-1)!.push(group)
    else streaks.push([group])
  }
  return streaks
}

/** Where nothing ran on the default branch: the groups of the branch that has most. */
export function busiestBranchOf(groups: readonly Group[]): Group[] {
  const branches = Map.groupBy(groups, ({ branch }) => branch)
  return [...branches.values()].reduce((most, found) => (found.length > most.length ? found : most), [])
}

/** Changes between passed and failed of first attempts, of all that there could be; null below two groups. */
export function flipRateOf(line: readonly Group[]): number | null {
  if (line.length < 2) return null
  let flips = 0
  for (let index = 1; index < line.length; index++)
    if (line[index]!.firstFailed !== line[index - 1]!.firstFailed) flips++
  return flips / (line.length - 1)
}
