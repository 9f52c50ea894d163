import { daysAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as } from '../../../kit/world.ts'
import { follow } from './follow.ts'
import { send } from './send.ts'
import { dropOldReminders } from './store.ts'

const keptDays = 30
const mostDropped = 5_000

export const reminderJobs = [
  job({ name: 'reminders.follow', everySeconds: 2, run: follow }),
  job({ name: 'reminders.send', everySeconds: 2, run: send }),
  job({
    name: 'reminders.prune',
    everySeconds: 3600,
    run: (world) =>
      dropOldReminders(as(world, { role: 'jobs' }), daysAfter(world.now(), -keptDays), mostDropped),
  }),
]
