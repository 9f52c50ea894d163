import type { Part } from '../../kit/part.ts'
import { dataEvents } from './events.ts'
import { dataFaults } from './faults.ts'
import { dataRoutes } from './routes.ts'
import { eventJobs } from './events-in/handle.ts'
import { eventRoutes } from './events-in/routes.ts'
import { personal } from './personal.ts'
import { routes002 } from './routes-002.ts'
import { syncJobs } from './sync/jobs.ts'
import { syncRoutes } from './sync/routes.ts'

/** What connections unlock: fetched on a schedule, kept, and answered with its age. */
export const datasets: Part = {
  name: 'datasets',
  faults: dataFaults.book,
  events: dataEvents,
  routes: [...dataRoutes, ...syncRoutes, ...eventRoutes, ...routes002],
  jobs: [...syncJobs, ...eventJobs],
  personal,
}
