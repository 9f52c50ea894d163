import { defineProvider } from './provider.ts'

export const fitbit = defineProvider({
  id: 'fitbit',
  title: 'Fitbit',
  authorizeUrl: 'https://www.fitbit.com/oauth2/authorize',
  tokenUrl: 'https://api.fitbit.com/oauth2/token',
  revoke: {
    url: 'https://api.fitbit.com/oauth2/revoke',
    authentication: 'client_secret_basic',
    token: 'refresh_token',
    deadErrors: ['invalid_token', 'invalid_grant'],
  },
  scopes: {
    default: ['activity', 'profile'],
    known: [
      { id: 'activity', title: 'Activities and exercise' },
      { id: 'heartrate', title: 'Heart rate' },
      { id: 'location', title: 'GPS data of activities' },
      { id: 'nutrition', title: 'Food and water' },
      { id: 'profile', title: 'The profile' },
      { id: 'settings', title: 'Devices and alarms' },
      { id: 'sleep', title: 'Sleep' },
      { id: 'social', title: 'Friends' },
      { id: 'weight', title: 'Weight and body fat' },
    ],
  },
  rotation: 'single_use',
  graceSeconds: 0,
  accessTokenSeconds: 28_800,
  identity: { from: 'token_answer', subject: ['/user_id'], label: [['/user_id']] },
  errorMap: [
    fault(['invalid_grant', 'expired_token', 'invalid_token'], 'terminal', 'invalid_grant'),
    fault(['invalid_client'], 'app', 'invalid_client'),
    fault(['invalid_request', 'validation', 'unsupported_grant_type'], 'app', 'invalid_request'),
  ],
  rateBudget: [
    {
      name: 'hour',
      counts: 'grant',
      windowSeconds: 3_600,
      limit: { header: 'fitbit-rate-limit-limit' },
      remaining: { header: 'fitbit-rate-limit-remaining' },
      reset: { header: 'fitbit-rate-limit-reset', unit: 'seconds' },
      defaultLimit: 150,
    },
  ],
  api: { baseUrls: ['https://api.fitbit.com'], refusedPaths: ['/oauth2', '/1.1/oauth2'] },
  sources: [
    'https://dev.fitbit.com/build/reference/web-api/authorization/refresh-token/',
    'https://dev.fitbit.com/build/reference/web-api/authorization/revoke-token/',
    'https://dev.fitbit.com/build/reference/web-api/developer-guide/application-design/',
  ],
  unverified: [
    {
      field: 'graceSeconds',
      source:
        'two minutes of equal answers to equal refreshes are spoken of, not found on the pages above: taken as none',
    },
    { field: 'grant', source: 'the pages do not say whether a second consent ends the first' },
    { field: 'errorMap', source: 'errorType values of the example answers; the list is not complete' },
    { field: 'refreshTokenSeconds', source: 'the pages name no end of an unused refresh token' },
  ],
})

function fault(errorTypes: string[], kind: 'terminal' | 'app', code: string) {
  return { where: [{ at: '/errors/*/errorType', is: errorTypes }], class: kind, code }
}
