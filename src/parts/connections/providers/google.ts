import { defineProvider } from './provider.ts'

export const google = defineProvider({
  id: 'google',
  title: 'Google',
  kinds: ['oauth2', 'service_account'],
  issuer: 'https://accounts.google.com',
  authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  // Either token will do; ending one ends the grant.
  revoke: { url: 'https://oauth2.googleapis.com/revoke', authentication: 'none', token: 'refresh_token' },
  scopes: {
    always: ['openid', 'email'],
    known: [
      { id: 'email', title: 'The e-mail address' },
      { id: 'profile', title: 'Name and picture' },
      { id: 'https://www.googleapis.com/auth/spreadsheets', title: 'Read and change spreadsheets' },
      { id: 'https://www.googleapis.com/auth/spreadsheets.readonly', title: 'Read spreadsheets' },
      { id: 'https://www.googleapis.com/auth/drive.file', title: 'Files opened or made with this app' },
      { id: 'https://www.googleapis.com/auth/calendar.readonly', title: 'Read calendars' },
      { id: 'https://www.googleapis.com/auth/analytics.readonly', title: 'Read Google Analytics' },
    ],
  },
  openid: true,
  tokenEndpointAuth: 'client_secret_post',
  // A refresh token is given with the first consent only; asking for consent again gives a new one.
  authorizeParameters: { access_type: 'offline', prompt: 'consent', include_granted_scopes: 'true' },
  rotation: 'none',
  accessTokenSeconds: 3_600,
  identity: { from: 'id_token', label: [['/email'], ['/name']] },
  errorMap: [
    { error: ['deleted_client', 'disabled_client'], class: 'app', code: 'invalid_client' },
    { error: ['org_internal', 'redirect_uri_mismatch'], class: 'app', code: 'unauthorized_client' },
    { error: ['admin_policy_enforced'], class: 'terminal', code: 'access_denied' },
    { status: [403], error: ['rate_limit_exceeded'], class: 'transient', code: 'rate_limited' },
  ],
  api: {
    baseUrls: [
      'https://www.googleapis.com',
      'https://sheets.googleapis.com',
      'https://analyticsdata.googleapis.com',
    ],
    refusedPaths: [
      '/o/oauth2',
      '/oauth2/v1/tokeninfo',
      '/oauth2/v2/tokeninfo',
      '/oauth2/v3/tokeninfo',
      '/oauth2/v3/token',
      '/oauth2/v4/token',
    ],
  },
  sources: [
    'https://developers.google.com/identity/protocols/oauth2/web-server',
    'https://developers.google.com/identity/openid-connect/openid-connect',
    'https://developers.google.com/identity/protocols/oauth2#expiration',
  ],
  unverified: [
    {
      field: 'grant',
      source:
        'revocation is documented for a token; that it ends all grants of person and app is seen in practice',
    },
    {
      field: 'refreshTokenSeconds',
      source: 'six months unused, seven days for apps in testing; no answer tells which',
    },
    {
      field: 'errorMap',
      source: 'the codes are documented for the authorize address, seen at the token address',
    },
  ],
})
