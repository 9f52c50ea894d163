import { daysAfter } from '../../../../kit/duration.ts'
import { job } from '../../../../kit/job.ts'
import { as, transaction } from '../../../../kit/world.ts'
import { releaseSettings } from '../../settings.ts'
import { waitForChair } from '../judgement/store.ts'
import { deleteOldRuns, deleteOldTests, deleteOldVerdicts, groundsWithOld } from './prune-store.ts'

const mostGrounds = 20
const mostRuns = 500
const mostTests = 2000

/** Runs go when their days are over, and tests that no run has told of since, but for those that somebody decided about. */
export const pruneJob = job({
  name: 'releases.tests_pruned',
  everySeconds: 3600,
  async run(world) {
    const before = daysAfter(world.now(), -world.settings(releaseSettings).keepDays)
    const due = await groundsWithOld(as(world, { role: 'jobs' }), before, mostGrounds)
    let pruned = 0
    for (const ground of due) {
      const account = as(world, { role: 'app', accountId: ground.accountId })
      pruned += await deleteOldRuns(account, ground, before, mostRuns)
      pruned += await transaction(account, async (world) => {
        await waitForChair(world, ground)
        return deleteOldTests(world, ground, before, mostTests)
      })
      pruned += await deleteOldVerdicts(account, ground, before, mostTests)
    }
    return pruned
  },
})
