import { defineProvider } from './provider.ts'

/** A person's own token (`xoxp`). Slack answers 200 to everything; `ok` and `error` tell. */
export const slack = defineProvider({
  id: 'slack',
  title: 'Slack',
  authorizeUrl: 'https://slack.com/oauth/v2/authorize',
  tokenUrl: 'https://slack.com/api/oauth.v2.access',
  revoke: {
    url: 'https://slack.com/api/auth.revoke',
    authentication: 'bearer',
    token: 'none',
    needsLiveAccessToken: true,
    deadErrors: ['token_revoked', 'token_expired', 'invalid_auth', 'account_inactive', 'not_authed'],
  },
  scopes: {
    parameter: 'user_scope',
    separator: ',',
    default: ['users:read'],
    known: [
      { id: 'users:read', title: 'See people in the workspace' },
      { id: 'users.profile:read', title: 'See profiles' },
      { id: 'channels:read', title: 'See public channels' },
      { id: 'channels:history', title: 'Read public channels' },
      { id: 'chat:write', title: 'Send messages as the person' },
      { id: 'files:read', title: 'See shared files' },
      { id: 'search:read', title: 'Search' },
    ],
  },
  pkce: false,
  tokensAt: ['/authed_user', ''],
  bearerTypes: ['bearer', 'user', 'bot'],
  rotation: 'single_use',
  // Without token rotation switched on in the app a token never expires; with it the answer tells 12 hours.
  accessTokenSeconds: null,
  grant: 'per_pair',
  identity: {
    from: 'token_answer',
    subject: ['/team/id', '/authed_user/id'],
    label: [['/team/name', '/authed_user/id']],
  },
  errorMap: [
    {
      error: [
        'invalid_refresh_token',
        'invalid_code',
        'code_already_used',
        'token_revoked',
        'token_expired',
        'account_inactive',
        'access_denied',
      ],
      class: 'terminal',
      code: 'invalid_grant',
    },
    { error: ['bad_client_secret', 'invalid_client_id'], class: 'app', code: 'invalid_client' },
    {
      error: ['bad_redirect_uri', 'no_scopes', 'no_user_scopes', 'invalid_grant_type'],
      class: 'app',
      code: 'invalid_request',
    },
    { error: ['ratelimited', 'rate_limited'], class: 'transient', code: 'rate_limited' },
  ],
  // Every method of the Web API takes a GET, those that write too.
  api: {
    baseUrls: ['https://slack.com/api'],
    refusedPaths: ['/oauth.*', '/openid.connect.token*', '/auth.revoke*', '/tooling.tokens.*'],
    everyCallWrites: true,
  },
  sources: [
    'https://docs.slack.dev/authentication/installing-with-oauth',
    'https://docs.slack.dev/authentication/using-token-rotation',
    'https://docs.slack.dev/reference/methods/oauth.v2.access',
    'https://docs.slack.dev/reference/methods/auth.revoke',
  ],
  unverified: [
    {
      field: 'pkce',
      source: 'code_verifier is listed, and an app must be switched over to it for good: not sent',
    },
    { field: 'tokensAt', source: "public code reads a refreshed person's token from either place" },
    {
      field: 'grant',
      source: 'a second consent of the same person gives the same token when rotation is off',
    },
    { field: 'graceSeconds', source: 'the page says the refresh token is revoked after use, not how soon' },
  ],
})
