import type { Part } from '../../kit/part.ts'
import { deliveryJobs } from './deliveries/jobs.ts'
import { deliveryRoutes } from './deliveries/routes.ts'
import { endpointRoutes } from './endpoints/routes.ts'
import { messageEvents } from './events.ts'
import { messageFaults } from './faults.ts'
import { messageSettings } from './settings.ts'

export { eventTypes } from './event-types.ts'
export { messageSettings } from './settings.ts'

/** Who is to hear of what happened: follows the log, and tells. */
export const messages: Part = {
  name: 'messages',
  settings: messageSettings,
  faults: messageFaults.book,
  events: messageEvents,
  routes: [...endpointRoutes, ...deliveryRoutes],
  jobs: deliveryJobs,
  sealed: [
    {
      table: 'webhook_secret',
      field: 'secret',
      sqlTable: 'webhook_secret',
      sqlColumn: 'secret',
      rowId: 'id',
      generation: 1,
    },
  ],
}
