import { daysAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as } from '../../../kit/world.ts'
import { pruneTokens } from './token-store.ts'

/** Mailed links that are good for nothing any more, and too old to be counted. */
export const pruneLinksJob = job({
  name: 'accounts.mail_links',
  everySeconds: 3600,
  run: (world) => pruneTokens(as(world, { role: 'jobs' }), daysAfter(world.now(), -1)),
})
