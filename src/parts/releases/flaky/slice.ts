import type { Slice } from '../slice.ts'
import { candidateRoutes } from './candidates/routes.ts'
import { detailRoutes } from './detail/routes.ts'
import { flakyEvents } from './events.ts'
import { flakyFaults } from './faults.ts'
import { pruneJob } from './history/prune.ts'
import { historyRoutes } from './history/routes.ts'
import { judgeJob } from './judgement/jobs.ts'
import { quarantineRoutes } from './quarantine/routes.ts'
import { renameRoutes } from './renames/routes.ts'
import { flakyTables } from './tables.ts'
import { settingsRoutes } from './thresholds/routes.ts'

/** Which tests fail by themselves: what a CI reports is kept, judged, and answered with reasons. */
export const flaky: Slice = {
  faults: flakyFaults.book,
  events: flakyEvents,
  // Those with a name of their own before the test's, whose path would match them too.
  routes: [
    ...historyRoutes,
    ...candidateRoutes,
    ...quarantineRoutes,
    ...renameRoutes,
    ...settingsRoutes,
    ...detailRoutes,
  ],
  jobs: [judgeJob, pruneJob],
  tables: flakyTables,
}
