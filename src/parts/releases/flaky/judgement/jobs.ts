import { secondsAfter } from '../../../../kit/duration.ts'
import { job } from '../../../../kit/job.ts'
import { as } from '../../../../kit/world.ts'
import { judgeRepository } from './judge.ts'
import { groundsDue } from './store.ts'

const mostGrounds = 50
/** An upload's own request judges it; only what that left undone is ours. */
const graceSeconds = 5

/** Judges what a process left when it ended, what other thresholds ask for, and verdicts whose quiet hours are over. */
export const judgeJob = job({
  name: 'releases.tests_judged',
  everySeconds: 5,
  async run(world, budgetMilliseconds) {
    const endsAt = world.now().getTime() + budgetMilliseconds
    const due = await groundsDue(
      as(world, { role: 'jobs' }),
      secondsAfter(world.now(), -graceSeconds),
      mostGrounds,
    )
    let judged = 0
    for (const ground of due) {
      if (judged > 0 && world.now().getTime() > endsAt) break
      if ((await judgeRepository(world, ground)) !== null) judged += 1
    }
    return judged
  },
})
