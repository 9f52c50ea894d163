import { job } from '../../../kit/job.ts'
import { as } from '../../../kit/world.ts'
import { sweepChallenges } from './challenge-store.ts'
import { factorResetJob } from './reset.ts'

const rowsAtOnce = 5000

/** Strangers make challenges, too: what they leave goes as fast as it comes. */
export const sweepJob = job({
  name: 'accounts.challenges',
  everySeconds: 60,
  async run(world, budgetMilliseconds) {
    const endsAt = world.now().getTime() + budgetMilliseconds
    let all = 0
    for (;;) {
      const swept = await sweepChallenges(as(world, { role: 'jobs' }), rowsAtOnce)
      all += swept
      if (swept < rowsAtOnce || world.now().getTime() >= endsAt) return all
    }
  },
})

export const factorJobs = [factorResetJob, sweepJob]
