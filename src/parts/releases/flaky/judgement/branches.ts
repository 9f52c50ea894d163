import { branchNamed } from '../../repositories/branch-names.ts'

/** Branches on which a queue tries what is about to be merged. */
const mergeQueues = /^(gh-readonly-queue|trunk-merge|mergify\/merge-queue)\//
/** What a CI calls a pull request that it checks out, where it does not give its number. */
const ofPullRequest = /^(refs\/)?(pull|pull-requests|merge-requests|changes)\//
const usualDefaults = ['main', 'master']

/** A run, as far as branches are told apart by it. */
export interface BranchedRun {
  commit: string
  branch: string | null
  prNumber: number | null
}

/**
 * Whether a run says something of the line that everybody works from; so does one that names neither branch nor pull
 * request. Where nobody has said which branch that is: `main` or `master`, and where neither is run the one of most commits.
 * @param runs among which that is looked for
 */
export function defaultBranchIn(
  runs: readonly BranchedRun[],
  said: string | null,
): (run: BranchedRun) => boolean {
  const defaults = said === null ? guessed(runs) : [branchNamed(said)]
  return ({ branch, prNumber }) => {
    if (branch !== null && mergeQueues.test(branchNamed(branch))) return true
    if (prNumber !== null) return false
    return branch === null || defaults.includes(branchNamed(branch))
  }
}

function guessed(runs: readonly BranchedRun[]): readonly string[] {
  const commits = new Map<string, Set<string>>()
  for (const run of runs) {
    if (run.prNumber !== null || (run.branch !== null && ofPullRequest.test(run.branch))) continue
    const name = branchNamed(run.branch ?? '')
    commits.set(name, (commits.get(name) ?? new Set()).add(run.commit))
  }
  if (usualDefaults.some((name) => commits.has(name))) return usualDefaults
  const [busiest] = [...commits].sort(([, a], [, b]) => b.size - a.size)
  return busiest ? [busiest[0]] : []
}
