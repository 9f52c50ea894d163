import type { Environment } from '../../../../kit/settings.ts'
import { type Ci, countOf, present } from './run.ts'

/**
 * GitLab CI. In a pipeline for merged results CI_COMMIT_SHA is a merge that nobody pushed, and the merge request's own
 * variable has the commit.
 */
export const gitlab: Ci = {
  isHere: ({ GITLAB_CI }) => GITLAB_CI === 'true',
  runOf: (environment) =>
    present({
      repository: environment.CI_PROJECT_PATH,
      commit: environment.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || environment.CI_COMMIT_SHA,
      branch: sourceBranchOf(environment) ?? environment.CI_COMMIT_BRANCH,
      prNumber: countOf(environment.CI_MERGE_REQUEST_IID),
      base: environment.CI_MERGE_REQUEST_TARGET_BRANCH_NAME,
      baseCommit: environment.CI_MERGE_REQUEST_DIFF_BASE_SHA,
      title: environment.CI_MERGE_REQUEST_TITLE,
      labels: environment.CI_MERGE_REQUEST_LABELS?.split(',').filter((label) => label !== ''),
      ciRunId: environment.CI_PIPELINE_ID,
      shard: environment.CI_NODE_INDEX,
      folder: environment.CI_PROJECT_DIR,
    }),
}

/** With its project's name where that is a fork, whose branch may be called as the default one here. */
function sourceBranchOf(environment: Environment): string | undefined {
  const { CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: branch, CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: from } =
    environment
  if (!branch) return undefined
  return from && from !== environment.CI_PROJECT_PATH ? `${from}:${branch}` : branch
}
