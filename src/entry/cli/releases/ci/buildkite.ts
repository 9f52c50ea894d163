import { type Ci, countOf, present, repositoryIn } from './run.ts'

/** Buildkite. BUILDKITE_PULL_REQUEST is `false` where there is none. */
export const buildkite: Ci = {
  isHere: ({ BUILDKITE }) => BUILDKITE === 'true',
  runOf: (environment) =>
    present({
      repository: repositoryIn(environment.BUILDKITE_REPO),
      commit: environment.BUILDKITE_COMMIT === 'HEAD' ? undefined : environment.BUILDKITE_COMMIT,
      branch: environment.BUILDKITE_BRANCH,
      prNumber: countOf(environment.BUILDKITE_PULL_REQUEST),
      base: environment.BUILDKITE_PULL_REQUEST_BASE_BRANCH,
      ciRunId: environment.BUILDKITE_BUILD_ID,
      attempt: environment.BUILDKITE_RETRY_COUNT ? Number(environment.BUILDKITE_RETRY_COUNT) + 1 : undefined,
      shard: environment.BUILDKITE_PARALLEL_JOB,
      folder: environment.BUILDKITE_BUILD_CHECKOUT_PATH,
    }),
}
