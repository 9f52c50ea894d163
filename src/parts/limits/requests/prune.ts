import { type Job, job } from '../../../kit/job.ts'
import { pruneCounts } from './store-postgres.ts'

const rowsAtOnce = 5000

/** Sweeps away what says nothing any more, in small transactions. */
export const pruneLimits: Job = job({
  name: 'limits.prune',
  everySeconds: 60,
  async run(world, budgetMilliseconds) {
    const endsAt = world.now().getTime() + budgetMilliseconds
    let all = 0
    for (;;) {
      const pruned = await pruneCounts(world, rowsAtOnce)
      all += pruned
      if (pruned < rowsAtOnce || world.now().getTime() >= endsAt) return all
    }
  },
})
