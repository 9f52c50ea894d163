import { defineProvider } from './provider.ts'

export const oura = defineProvider({
  id: 'oura',
  title: 'Oura',
  authorizeUrl: 'https://cloud.ouraring.com/oauth/authorize',
  tokenUrl: 'https://api.ouraring.com/oauth/token',
  revoke: {
    url: 'https://api.ouraring.com/oauth/revoke',
    authentication: 'none',
    token: 'access_token',
    parameter: 'access_token',
    send: 'query',
    needsLiveAccessToken: true,
  },
  scopes: {
    always: ['personal'],
    default: ['daily'],
    known: [
      { id: 'email', title: 'The e-mail address' },
      { id: 'personal', title: 'Gender, age, height and weight' },
      { id: 'daily', title: 'Daily summaries of sleep, activity and readiness' },
      { id: 'heartrate', title: 'Heart rate' },
      { id: 'workout', title: 'Workouts' },
      { id: 'tag', title: 'Tags' },
      { id: 'session', title: 'Sessions in the app' },
      { id: 'spo2', title: 'Blood oxygen during sleep' },
    ],
  },
  // People may switch scopes off; what is left stands in the redirect.
  grantedScopesFrom: 'redirect',
  pkce: false,
  tokenEndpointAuth: 'client_secret_post',
  rotation: 'single_use',
  accessTokenSeconds: 86_400,
  identity: {
    from: 'userinfo',
    url: 'https://api.ouraring.com/v2/usercollection/personal_info',
    subject: ['/id'],
    label: [['/email'], ['/id']],
  },
  api: { baseUrls: ['https://api.ouraring.com/v2'] },
  sources: [
    'https://cloud.ouraring.com/docs/authentication',
    'https://api.ouraring.com/docs/authentication',
    'https://cloud.ouraring.com/v2/static/json/openapi-1.35.json',
  ],
  unverified: [
    { field: 'identity.subject', source: 'member of the answer in public code' },
    { field: 'pkce', source: 'the page names no code challenge' },
    { field: 'grantedScopesFrom', source: 'the redirect’s scope is from the page’s example, not read again' },
    { field: 'tokenEndpointAuth', source: 'public code sends id and secret in the form' },
    {
      field: 'rotation',
      source: 'refresh tokens for one use are spoken of in public code, not read on the page',
    },
    { field: 'accessTokenSeconds', source: 'public code: 86,400 in the answer' },
    {
      field: 'revoke.method',
      source: 'an address with the access token in it, for GET or POST alike, is known',
    },
    { field: 'refreshTokenSeconds', source: 'the page names no end of an unused refresh token' },
    { field: 'grant', source: 'the page does not say whether a second consent ends the first' },
  ],
})
