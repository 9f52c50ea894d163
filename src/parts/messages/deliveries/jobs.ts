import { daysAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as, type World } from '../../../kit/world.ts'
import { dropEndedSecrets } from '../endpoints/store.ts'
import { follow } from './follow.ts'
import { send } from './send.ts'
import { dropOld } from './store.ts'

/** The log keeps events longer: a replay brings them back. */
export const keptDays = 30
const mostDropped = 5_000

async function prune(world: World): Promise<number> {
  const jobs = as(world, { role: 'jobs' })
  const secrets = await dropEndedSecrets(jobs)
  return secrets + (await dropOld(jobs, daysAfter(world.now(), -keptDays), mostDropped))
}

export const deliveryJobs = [
  job({ name: 'webhooks.follow', everySeconds: 1, run: follow }),
  job({ name: 'webhooks.send', everySeconds: 1, run: send }),
  job({ name: 'webhooks.prune', everySeconds: 600, run: prune }),
]
