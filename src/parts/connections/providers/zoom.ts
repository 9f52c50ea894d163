import { defineProvider } from './provider.ts'

/** A user-managed or admin-managed app. Its scopes are chosen in the app; `user:read:user` is needed for the account. */
export const zoom = defineProvider({
  id: 'zoom',
  title: 'Zoom',
  authorizeUrl: 'https://zoom.us/oauth/authorize',
  tokenUrl: 'https://zoom.us/oauth/token',
  revoke: {
    url: 'https://zoom.us/oauth/revoke',
    authentication: 'client_secret_basic',
    token: 'access_token',
    send: 'query',
    needsLiveAccessToken: true,
  },
  scopes: {
    known: [
      { id: 'user:read:user', title: 'Read the profile' },
      { id: 'meeting:read:meeting', title: 'Read meetings' },
      { id: 'meeting:write:meeting', title: 'Create meetings' },
      { id: 'cloud_recording:read:list_user_recordings', title: 'See recordings' },
    ],
  },
  rotation: 'single_use',
  accessTokenSeconds: 3_600,
  refreshTokenSeconds: 7_776_000,
  identity: {
    from: 'userinfo',
    url: 'https://api.zoom.us/v2/users/me',
    subject: ['/id'],
    label: [['/email'], ['/display_name']],
  },
  // A refresh token that is not the latest comes under invalid_request.
  errorMap: [
    {
      where: [{ at: '/reason', is: ['Invalid Token!', 'Invalid token!'] }],
      class: 'terminal',
      code: 'invalid_grant',
    },
  ],
  // Tokens that start and join meetings as the user.
  api: { baseUrls: ['https://api.zoom.us/v2'], refusedPaths: ['/users/*/token', '/users/*/zak'] },
  sources: [
    'https://devsupport.zoom.us/hc/en-us/articles/360060332931-Extending-the-expiration-for-an-OAuth-access-token',
    'https://github.com/anthropics/knowledge-work-plugins/blob/main/partner-built/zoom-plugin/skills/oauth/concepts/token-lifecycle.md',
    'https://documentation.sailpoint.com/connectors/saas/zoom/help/saas_connectivity/zoom/grant_type_refresh_token.html',
  ],
  unverified: [
    { field: 'scopes', source: 'names of the newer, finer scopes, from public code' },
    { field: 'identity', source: 'the address and its members are from public code' },
    { field: 'pkce', source: 'documented for apps that cannot keep a secret; taken with one in practice' },
    {
      field: 'refreshTokenSeconds',
      source: '15 years on the support page, 90 days in newer guides: the shorter counts',
    },
    { field: 'errorMap', source: 'the words are documented; that they stand in `reason` is from reports' },
    {
      field: 'revoke.needsLiveAccessToken',
      source: 'documented for an access token; taken as one that lives',
    },
    { field: 'grant', source: 'the pages do not say whether a second consent ends the first' },
  ],
})
