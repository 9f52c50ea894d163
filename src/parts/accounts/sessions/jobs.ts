import { daysAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as } from '../../../kit/world.ts'
import { pruneSessions } from './store.ts'

/** What is left of an ended session says why it ended to whoever still holds its tokens; then it goes. */
const keptDays = 7
const atOnce = 1000

export const pruneJob = job({
  name: 'accounts.sessions',
  everySeconds: 600,
  async run(world) {
    const gone = await pruneSessions(as(world, { role: 'jobs' }), daysAfter(world.now(), -keptDays), atOnce)
    return gone.length
  },
})
