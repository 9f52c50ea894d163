import { defineFaults } from '../../kit/fault.ts'

export const dataFaults = defineFaults('datasets', {
  NO_DATA_SET: {
    status: 404,
    title: 'This connection has no such data.',
    hint: 'Data is kept for connections of the providers listed in docs/guides/statistics.md.',
  },
  NOT_SYNCED: {
    status: 404,
    title: 'The first sync of this connection has not ended yet.',
    hint: 'See its progress at `GET /api/connections/{id}/syncs`; it goes on by itself.',
  },
  NO_ACTIVITY: {
    status: 404,
    title: 'There is no such activity in that year.',
    hint: 'Ask for another year, or wait for the next sync.',
  },
  NOT_CACHED: {
    status: 404,
    title: 'Nothing is cached yet.',
    hint: 'Connect the account that this deployment is for, or wait for its first sync to end.',
  },
  NO_SUBSCRIPTION: {
    status: 404,
    title: 'There is no such subscription of events.',
    hint: 'The operator makes one with `POST /api/providers/{provider}/subscription`.',
  },
  SUBSCRIPTION_REFUSED: {
    status: 502,
    title: 'The provider did not do what was asked about its events.',
    hint: 'The callback must be reachable from the internet by https; a provider keeps one subscription for each app.',
    shows: ['status', 'callbackUrl'],
  },
  REFRESH_DATA_FAILED: {
    status: 500,
    title: 'The data could not be refreshed.',
    hint: 'The sync history (`GET /api/connections/{id}/syncs`) says why; the connection may need its owner.',
  },
})
