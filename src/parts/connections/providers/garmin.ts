import { defineProvider } from './provider.ts'

/** Health, Activity, Training, Courses and Women's Health API. People choose permissions on Garmin's page; there are no scopes. */
export const garmin = defineProvider({
  id: 'garmin',
  title: 'Garmin Connect',
  authorizeUrl: 'https://connect.garmin.com/oauth2Confirm',
  tokenUrl: 'https://diauth.garmin.com/di-oauth2-service/oauth/token',
  // Removes the person from the app's program: nothing of this pair is left, whoever connected it.
  revoke: {
    url: 'https://apis.garmin.com/wellness-api/rest/user/registration',
    method: 'DELETE',
    authentication: 'bearer',
    token: 'none',
    send: 'query',
    needsLiveAccessToken: true,
  },
  scopes: {},
  grantedScopesFrom: 'requested',
  tokenEndpointAuth: 'client_secret_post',
  rotation: 'family',
  accessTokenSeconds: 86_400,
  refreshTokenSeconds: 7_776_000,
  grant: 'per_pair',
  identity: {
    from: 'userinfo',
    url: 'https://apis.garmin.com/wellness-api/rest/user/id',
    subject: ['/userId'],
    label: [['/userId']],
  },
  api: { baseUrls: ['https://apis.garmin.com/wellness-api/rest'] },
  sources: [
    'https://developerportal.garmin.com/developer-programs/content/829/programs-docs',
    'https://nango.dev/docs/api-integrations/garmin-oauth2',
    'https://nango.dev/docs/api-integrations/garmin-oauth2/how-to-register-your-own-garmin-oauth2-api-oauth-app',
  ],
  unverified: [
    { field: 'authorizeUrl', source: 'the OAuth document is for partners only; as public code has it' },
    { field: 'tokenUrl', source: 'the OAuth document is for partners only; as public code has it' },
    { field: 'tokenEndpointAuth', source: 'public code sends id and secret in the form' },
    {
      field: 'rotation',
      source: 'a refresh is seen to bring a new refresh token; what becomes of the old one is not known',
    },
    { field: 'accessTokenSeconds', source: 'public code: 86,400 in the answer' },
    { field: 'refreshTokenSeconds', source: 'public code: 7,775,998 in the answer, taken as 90 days' },
    { field: 'errorMap', source: 'no refusal is published; the usual OAuth codes count' },
  ],
})
