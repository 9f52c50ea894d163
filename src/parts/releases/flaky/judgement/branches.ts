/** Branches on which a queue tries what is about to be merged. */
const mergeQueues = /^(gh-readonly-queue|trunk-merge|mergify\/merge-queue)\//
const usualDefaults = ['main', 'master']

/** Whether a run says something of the line that everybody works from; so does one that names neither branch nor pull request. */
export function isDefaultBranch(
  branch: string | null,
  prNumber: number | null,
  defaultBranch: string | null,
): boolean {
  if (branch !== null && mergeQueues.test(branch)) return true
  if (prNumber !== null) return false
  if (branch === null) return true
  return defaultBranch === null ? usualDefaults.includes(branch) : branch === defaultBranch
}
