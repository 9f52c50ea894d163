import type { Slice } from '../slice.ts'
import { catalogueRoutes } from './catalogue/routes.ts'
import { journeyEvents } from './events.ts'
import { journeyFaults } from './faults.ts'
import { journeyMetrics } from './figures/metrics.ts'
import { figureRoutes } from './figures/routes.ts'
import { historyRoutes } from './history/routes.ts'
import { takeHome } from './holding/holder.ts'
import { runRoutes } from './running/routes.ts'
import { sealedContext } from './running/surroundings.ts'
import { journeyJobs } from './schedule/jobs.ts'
import { sealedSecret } from './secrets/secret.ts'
import { secretRoutes } from './secrets/routes.ts'
import { journeyTables } from './tables.ts'

/** Whether what a person does with an app works, tried over HTTP by somebody who is made up. */
export const journeys: Slice = {
  faults: journeyFaults.book,
  events: journeyEvents,
  routes: [...runRoutes, ...historyRoutes, ...catalogueRoutes, ...figureRoutes, ...secretRoutes],
  jobs: journeyJobs,
  tables: journeyTables,
  sealed: [sealedSecret, sealedContext],
  metrics: journeyMetrics,
  start: takeHome,
}
