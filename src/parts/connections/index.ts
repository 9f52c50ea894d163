import type { Part } from '../../kit/part.ts'
import { connectJobs } from './connect/jobs.ts'
import { connectRoutes } from './connect/routes.ts'
import { eraseRoute, finishErasures } from './erase/erase.ts'
import { connectionEvents } from './events.ts'
import { connectionFaults } from './faults.ts'
import { importRoutes } from './imports/routes.ts'
import { listRoutes } from './list/routes.ts'
import { overview } from './overview.ts'
import { connectionSettings } from './settings.ts'
import { tokenJobs } from './tokens/jobs.ts'
import { tokenRoutes } from './tokens/routes.ts'
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
  routes: [...tokenRoutes, ...listRoutes, overview, eraseRoute, ...importRoutes, ...connectRoutes],
  jobs: [...tokenJobs, ...connectJobs, finishErasures],
  sealed: [
    { table: 'token_version', field: 'access_token', sqlTable: 'token_version', sqlColumn: 'access_token' },
    { table: 'token_version', field: 'refresh_token', sqlTable: 'token_version', sqlColumn: 'refresh_token' },
    { table: 'token_version', field: 'raw', sqlTable: 'token_version', sqlColumn: 'raw' },
    { table: 'connect_attempt', field: 'verifier', sqlTable: 'connect_attempt', sqlColumn: 'verifier' },
    { table: 'connect_attempt', field: 'nonce', sqlTable: 'connect_attempt', sqlColumn: 'nonce' },
  ],
  start: startTokens,
}
