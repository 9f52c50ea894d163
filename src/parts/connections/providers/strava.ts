import { defineProvider } from './provider.ts'

const rateWindow = { counts: 'app', starts: 'utc' } as const

export const strava = defineProvider({
  id: 'strava',
  title: 'Strava',
  authorizeUrl: 'https://www.strava.com/oauth/authorize',
  tokenUrl: 'https://www.strava.com/oauth/token',
  // Ends every token of this athlete and app. Works with a live access token only.
  revoke: {
    url: 'https://www.strava.com/oauth/deauthorize',
    authentication: 'bearer',
    token: 'none',
    needsLiveAccessToken: true,
    deadStatus: [401],
  },
  scopes: {
    separator: ',',
    default: ['read', 'activity:read_all'],
    known: [
      { id: 'read', title: 'Public profile, segments, routes and events' },
      { id: 'read_all', title: 'Private routes, segments and events' },
      { id: 'profile:read_all', title: 'The whole profile, also when it is not public' },
      { id: 'profile:write', title: 'Change weight and starred segments' },
      { id: 'activity:read', title: 'Activities that others may see' },
      { id: 'activity:read_all', title: 'All activities, also private ones' },
      { id: 'activity:write', title: 'Create and change activities' },
    ],
  },
  // People may untick scopes; what is left stands in the redirect and nowhere else.
  grantedScopesFrom: 'redirect',
  pkce: false,
  tokenEndpointAuth: 'client_secret_post',
  authorizeParameters: { approval_prompt: 'auto' },
  rotation: 'rotates',
  accessTokenSeconds: 21_600,
  sameTokenWhileSecondsLeft: 3_600,
  grant: 'per_pair',
  identity: {
    from: 'token_answer',
    subject: ['/athlete/id'],
    label: [['/athlete/firstname', '/athlete/lastname'], ['/athlete/username'], ['/athlete/firstname']],
  },
  errorMap: [
    refused('RefreshToken', 'terminal', 'invalid_grant'),
    refused('RequestToken', 'terminal', 'invalid_grant'),
    refused('AuthorizationCode', 'terminal', 'invalid_grant'),
    refused('Application', 'app', 'invalid_client'),
  ],
  // Learned from the headers; these defaults are those of a new app.
  rateBudget: [
    { ...rateWindow, name: 'all_15min', windowSeconds: 900, ...pairOf('x-ratelimit', 0), defaultLimit: 200 },
    {
      ...rateWindow,
      name: 'all_day',
      windowSeconds: 86_400,
      ...pairOf('x-ratelimit', 1),
      defaultLimit: 2_000,
    },
    {
      ...rateWindow,
      name: 'read_15min',
      windowSeconds: 900,
      ...pairOf('x-readratelimit', 0),
      defaultLimit: 100,
    },
    {
      ...rateWindow,
      name: 'read_day',
      windowSeconds: 86_400,
      ...pairOf('x-readratelimit', 1),
      defaultLimit: 1_000,
    },
  ],
  // The same addresses answer behind the API's own; deauthorize answers with the token.
  api: { baseUrls: ['https://www.strava.com/api/v3'], refusedPaths: ['/oauth'] },
  sources: [
    'https://developers.strava.com/docs/authentication/',
    'https://developers.strava.com/docs/rate-limits/',
    'https://github.com/strava/developers.strava.com/pull/104',
  ],
  unverified: [
    { field: 'pkce', source: 'the authentication page names no code challenge' },
    { field: 'errorMap', source: 'bodies seen in public issue threads, not in the documentation' },
    { field: 'refreshTokenSeconds', source: 'the authentication page names no end of a refresh token' },
    { field: 'graceSeconds', source: 'the old refresh token is said to be invalid at once' },
  ],
})

function refused(resource: string, kind: 'terminal' | 'app', code: string) {
  return {
    status: [400, 401],
    where: [
      { at: '/errors/*/resource', is: [resource] },
      { at: '/errors/*/code', is: ['invalid'] },
    ],
    class: kind,
    code,
  }
}

/** Strava writes both windows into one header: `200,2000` is 15 minutes, day. */
function pairOf(prefix: string, item: 0 | 1) {
  return { limit: { header: `${prefix}-limit`, item }, used: { header: `${prefix}-usage`, item } }
}
