import { daysAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as } from '../../../kit/world.ts'
import { releaseSettings } from '../settings.ts'
import type { Slice } from '../slice.ts'
import { pullRequestEvents } from './events.ts'
import { pullRequestFaults } from './faults.ts'
import { ingestRoutes } from './ingest/routes.ts'
import { pullRequestMetrics } from './metrics.ts'
import { outcomeRoutes } from './outcomes/routes.ts'
import { pullRequestTables } from './personal.ts'
import { policyRoutes } from './show/policy-routes.ts'
import { showRoutes } from './show/routes.ts'
import { prunePullRequests } from './standing/store.ts'

const prune = job({
  name: 'releases.pull_requests_pruned',
  everySeconds: 3600,
  run: (world) =>
    prunePullRequests(
      as(world, { role: 'jobs' }),
      daysAfter(world.now(), -world.settings(releaseSettings).keepDays),
      500,
    ),
})

/** Pull requests: facts in, a probability with its reasons out, and what a team's policy finds beside. */
export const pullRequests: Slice = {
  faults: pullRequestFaults.book,
  events: pullRequestEvents,
  // Those of a fixed name first: a number matches any.
  routes: [...ingestRoutes, ...policyRoutes, ...outcomeRoutes, ...showRoutes],
  jobs: [prune],
  tables: pullRequestTables,
  metrics: pullRequestMetrics,
}
