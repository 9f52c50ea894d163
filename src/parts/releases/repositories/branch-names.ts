/** Without what some CIs put before it: Azure sends `refs/heads/main`, Jenkins `origin/main`. */
export const branchNamed = (branch: string): string =>
  branch.replace(/^refs\/(heads|remotes)\//, '').replace(/^origin\/(?=.)/, '')

const before = ['', 'refs/heads/', 'refs/remotes/', 'origin/', 'refs/remotes/origin/']

/** In whichever form a CI may have sent it. */
export const formsOf = (branch: string): string[] => before.map((words) => words + branchNamed(branch))
