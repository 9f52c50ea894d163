import { daysAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as } from '../../../kit/world.ts'
import { releaseSettings } from '../settings.ts'
import type { Slice } from '../slice.ts'
import { schemaTables } from './diffs/personal.ts'
import { diffRoutes } from './diffs/routes.ts'
import { pruneDiffs } from './diffs/store.ts'
import { schemaEvents } from './events.ts'
import { schemaFaults } from './faults.ts'

const prune = job({
  name: 'releases.schema_diffs_pruned',
  everySeconds: 3600,
  run: (world) =>
    pruneDiffs(
      as(world, { role: 'jobs' }),
      daysAfter(world.now(), -world.settings(releaseSettings).keepDays),
      500,
    ),
})

/** Schema diffs: two Prisma schemas in, what a migration between them would do to the rows and to others out. */
export const schema: Slice = {
  faults: schemaFaults.book,
  events: schemaEvents,
  routes: diffRoutes,
  jobs: [prune],
  tables: schemaTables,
}
