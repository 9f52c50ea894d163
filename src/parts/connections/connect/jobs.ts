import { secondsAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as } from '../../../kit/world.ts'
import { stateSeconds } from './begin.ts'
import { deleteSession, staleAttempts, staleSessions, takeAttempt } from './store.ts'

/** Removes ways and links that nobody finished. */
const clear = job({
  name: 'connect.clear',
  everySeconds: 600,
  async run(world) {
    const jobs = as(world, { role: 'jobs' })
    const attempts = await staleAttempts(jobs, secondsAfter(world.now(), -stateSeconds), 200)
    for (const { accountId, id } of attempts) await takeAttempt(as(world, { role: 'app', accountId }), id)
    const sessions = await staleSessions(jobs, world.now(), 200)
    for (const { accountId, id } of sessions) await deleteSession(as(world, { role: 'app', accountId }), id)
    return attempts.length + sessions.length
  },
})

export const connectJobs = [clear]
