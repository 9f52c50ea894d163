import type { Environment } from '../../../../kit/settings.ts'
import { type Ci, countOf, present } from './run.ts'

/** CircleCI. It names the pull request by its page, and a job that is run again by a workflow of its own. */
export const circle: Ci = {
  isHere: ({ CIRCLECI }) => CIRCLECI === 'true',
  runOf: (environment) =>
    present({
      repository: repositoryOf(environment),
      commit: environment.CIRCLE_SHA1,
      branch: environment.CIRCLE_BRANCH,
      prNumber: countOf(environment.CIRCLE_PULL_REQUEST?.split('/').at(-1)),
      ciRunId: environment.CIRCLE_WORKFLOW_ID,
      shard: environment.CIRCLE_NODE_INDEX,
      folder: environment.CIRCLE_WORKING_DIRECTORY?.replace(/^~(?=\/|$)/, environment.HOME ?? '~'),
    }),
}

const repositoryOf = ({ CIRCLE_PROJECT_USERNAME: owner, CIRCLE_PROJECT_REPONAME: name }: Environment) =>
  owner && name ? `${owner}/${name}` : undefined
