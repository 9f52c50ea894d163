import { job } from '../../../kit/job.ts'
import { as } from '../../../kit/world.ts'
import { sweepChallenges } from './challenge-store.ts'
import { factorResetJob } from './reset.ts'

const sweepJob = job({
  name: 'accounts.challenges',
  everySeconds: 600,
  run: (world) => sweepChallenges(as(world, { role: 'jobs' }), 5000),
})

export const factorJobs = [factorResetJob, sweepJob]
