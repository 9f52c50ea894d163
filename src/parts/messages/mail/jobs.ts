import { daysAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as } from '../../../kit/world.ts'
import { send } from './send.ts'
import { dropEndedMail } from './store.ts'

const keptDays = 30
const mostDropped = 5_000

export const mailJobs = [
  job({ name: 'mail.send', everySeconds: 1, run: send }),
  job({
    name: 'mail.prune',
    everySeconds: 60,
    run: (world) =>
      dropEndedMail(as(world, { role: 'jobs' }), daysAfter(world.now(), -keptDays), mostDropped),
  }),
]
