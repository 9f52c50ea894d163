import { type Ci, countOf, present, repositoryIn } from './run.ts'

/** Jenkins with its git plugin; CHANGE_* stand in pull requests of a multibranch pipeline. */
export const jenkins: Ci = {
  isHere: ({ JENKINS_URL }) => Boolean(JENKINS_URL),
  runOf: (environment) =>
    present({
      repository: repositoryIn(environment.GIT_URL),
      commit: environment.GIT_COMMIT,
      branch: environment.CHANGE_BRANCH || environment.BRANCH_NAME,
      prNumber: countOf(environment.CHANGE_ID),
      base: environment.CHANGE_TARGET,
      title: environment.CHANGE_TITLE,
      ciRunId: environment.BUILD_TAG,
      folder: environment.WORKSPACE,
    }),
}
