import type { Part } from '../../kit/part.ts'
import { breakerRoutes } from './breakers.ts'
import { budgetRoutes } from './budgets.ts'
import { connectJobs } from './connect/jobs.ts'
import { connectRoutes } from './connect/routes.ts'
import { eraseRoute, finishErasures } from './erase/erase.ts'
import { connectionEvents } from './events.ts'
import { connectionFaults } from './faults.ts'
import { importRoutes } from './imports/routes.ts'
import { listRoutes } from './list/routes.ts'
import { connectionMetrics } from './metrics.ts'
import { overview } from './overview.ts'
import { personal } from './personal.ts'
import { proxyRoutes } from './proxy/routes.ts'
import { reminderJobs } from './reminders/jobs.ts'
import { reminderRoutes } from './reminders/routes.ts'
import { connectionSettings } from './settings.ts'
import { functionRoutes } from './source-000/routes.ts'
import { tokenJobs } from './tokens/jobs.ts'
import { tokenRoutes } from './tokens/routes.ts'
import { generations } from './tokens/generations.ts'
import { sealedOutside } from './tokens/sealed-outside.ts'
import { startTokens } from './tokens/start.ts'

export { callProvider, type ProviderAnswer, type ProviderCall } from './calls/call-provider.ts'
export { providerApp } from './calls/provider-app.ts'
export { connectionFaults } from './faults.ts'
export { connectionSettings } from './settings.ts'
export { freshToken } from './tokens/fresh-token.ts'

/** The broker: connect an account once, then ask for a token that is fresh. */
export const connections: Part = {
  name: 'connections',
  settings: connectionSettings,
  faults: connectionFaults.book,
  events: connectionEvents,
  // Fixed paths before `/:provider/…`.
  routes: [
    ...tokenRoutes,
    ...proxyRoutes,
    ...listRoutes,
    overview,
    ...breakerRoutes,
    ...budgetRoutes,
    eraseRoute,
    ...importRoutes,
    ...functionRoutes,
    ...reminderRoutes,
    ...connectRoutes,
  ],
  jobs: [...tokenJobs, ...connectJobs, finishErasures, ...reminderJobs],
  sealed: [
    {
      table: 'subject_contact',
      field: 'address',
      sqlTable: 'subject_contact',
      sqlColumn: 'address',
      rowId: 'subject_id',
      generation: 'generation',
    },
    ...['access_token', 'refresh_token', 'raw'].map((field) => ({
      table: 'token_version',
      field,
      sqlTable: 'token_version',
      sqlColumn: field,
      rowId: 'connection_id',
      generation: 'generation',
    })),
    ...['verifier', 'nonce'].map((field) => ({
      table: 'connect_attempt',
      field,
      sqlTable: 'connect_attempt',
      sqlColumn: field,
      rowId: 'id',
      generation: 1,
    })),
  ],
  personal,
  metrics: connectionMetrics,
  sealedOutside,
  generations,
  start: startTokens,
}
