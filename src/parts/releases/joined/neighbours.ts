import { flakyTestsTouched } from '../flaky/candidates/touched.ts'
import type { Neighbours } from '../pull-requests/findings/neighbours.ts'
import { newestDiff, newestRuns } from './store.ts'

/** What the other checks answer about a pull request: none of them knows it, and it knows none of them. */
export const neighbours: Neighbours = {
  async flakyTests(world, { accountId, repositoryId, paths }) {
    const tests = await flakyTestsTouched(world, accountId, repositoryId, paths)
    return tests.map(({ testId, title, file, verdict }) => ({ id: testId, name: title, path: file, verdict }))
  },
  schemaDiff: (world, about) => newestDiff(world, about.accountId, about),
  journeys: (world, about) => newestRuns(world, about.accountId, about),
}
