import { defineProvider } from './provider.ts'
import { strava } from './strava.ts'

/** The demo provider on loopback. It speaks Strava's protocol and is listed only with a base URL, never in production. */
export const sandbox = defineProvider({
  id: 'sandbox',
  title: 'Sandbox',
  authorizeUrl: 'http://sandbox.invalid/oauth/authorize',
  tokenUrl: 'http://sandbox.invalid/oauth/token',
  revoke: { ...strava.revoke!, url: 'http://sandbox.invalid/oauth/deauthorize' },
  scopes: {
    separator: ',',
    default: ['read', 'activity:read_all'],
    known: [
      { id: 'read', title: 'The made-up profile' },
      { id: 'activity:read_all', title: 'The made-up activities' },
    ],
  },
  grantedScopesFrom: 'redirect',
  pkce: false,
  tokenEndpointAuth: 'client_secret_post',
  rotation: 'rotates',
  accessTokenSeconds: 21_600,
  sameTokenWhileSecondsLeft: 3_600,
  grant: 'per_pair',
  identity: strava.identity,
  errorMap: strava.errorMap,
  rateBudget: strava.rateBudget,
  api: { ...strava.api, baseUrls: ['http://sandbox.invalid/api/v3'] },
})
