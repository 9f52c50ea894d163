import { daysAfter, secondsAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as, resident } from '../../../kit/world.ts'
import { clearedSince, sweepFindings, sweepStandings } from './store.ts'
import { watchOf } from './watch.ts'

const standingDays = 1
const findingDays = 30
const mostCleared = 1000
const mostSwept = 1000
/** Looked at twice: a transaction may have been about to end, and another process has a clock of its own. */
const overlapSeconds = 15

const lastLooks = resident((world) => ({ at: world.now() }))

/** What was cleared in one process is forgotten in all. */
const forget = job({
  name: 'access.anomalies_cleared',
  everySeconds: 5,
  async run(world) {
    if (watchOf(world).mode === 'off') return 0
    const last = lastLooks(world)
    const now = world.now()
    const cleared = await clearedSince(
      as(world, { role: 'jobs' }),
      secondsAfter(last.at, -overlapSeconds),
      mostCleared,
    )
    for (const { principal, clearedAt } of cleared) watchOf(world).forget(principal, clearedAt)
    last.at = now
    return cleared.length
  },
})

/** Networks are kept no longer than they are of use. */
const sweep = job({
  name: 'access.anomalies',
  everySeconds: 600,
  async run(world) {
    const jobs = as(world, { role: 'jobs' })
    const standings = await sweepStandings(jobs, daysAfter(world.now(), -standingDays), mostSwept)
    return standings + (await sweepFindings(jobs, daysAfter(world.now(), -findingDays), mostSwept))
  },
})

export const anomalyJobs = [forget, sweep]
