import { defineProvider } from './provider.ts'

/** OAuth apps (tokens never expire) and GitHub Apps (eight hours, refresh token used once) alike: the answer tells. */
export const github = defineProvider({
  id: 'github',
  title: 'GitHub',
  authorizeUrl: 'https://github.com/login/oauth/authorize',
  tokenUrl: 'https://github.com/login/oauth/access_token',
  // Ends the whole grant of this person and app, not the one token.
  revoke: {
    url: 'https://api.github.com/applications/{client_id}/grant',
    method: 'DELETE',
    authentication: 'client_secret_basic',
    token: 'access_token',
    parameter: 'access_token',
    send: 'json',
  },
  scopes: {
    answerSeparator: ',',
    default: ['read:user'],
    known: [
      { id: 'read:user', title: 'Read the profile' },
      { id: 'user:email', title: 'Read e-mail addresses' },
      { id: 'repo', title: 'Read and change repositories, private ones too' },
      { id: 'public_repo', title: 'Read and change public repositories' },
      { id: 'read:org', title: 'Read membership in organisations' },
      { id: 'workflow', title: 'Change workflow files' },
      { id: 'gist', title: 'Write gists' },
    ],
  },
  tokenEndpointAuth: 'client_secret_post',
  rotation: 'single_use',
  accessTokenSeconds: null,
  refreshTokenSeconds: 15_897_600,
  grant: 'per_pair',
  identity: {
    from: 'userinfo',
    url: 'https://api.github.com/user',
    subject: ['/id'],
    label: [['/login']],
    headers: {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    },
  },
  // GitHub answers 200 to a refused code or refresh token; the `error` member tells.
  errorMap: [
    {
      error: ['bad_refresh_token', 'bad_verification_code', 'unverified_user_email'],
      class: 'terminal',
      code: 'invalid_grant',
    },
    { error: ['incorrect_client_credentials'], class: 'app', code: 'invalid_client' },
    { error: ['redirect_uri_mismatch', 'application_suspended'], class: 'app', code: 'unauthorized_client' },
  ],
  rateBudget: [
    {
      name: 'core_hour',
      counts: 'grant',
      windowSeconds: 3_600,
      limit: { header: 'x-ratelimit-limit' },
      remaining: { header: 'x-ratelimit-remaining' },
      reset: { header: 'x-ratelimit-reset', unit: 'unix_seconds' },
      defaultLimit: 5_000,
    },
  ],
  api: {
    baseUrls: ['https://api.github.com'],
    requestHeaders: ['x-github-api-version'],
    refusedPaths: ['/applications', '/login/oauth'],
  },
  sources: [
    'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
    'https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens',
    'https://github.blog/changelog/2025-07-14-pkce-support-for-oauth-and-github-app-authentication',
    'https://docs.github.com/en/rest/apps/oauth-applications',
  ],
  unverified: [
    { field: 'rotation', source: 'documented for GitHub Apps; an OAuth app has no refresh token at all' },
    {
      field: 'refreshTokenSeconds',
      source: 'documented as six months; the answer gives refresh_token_expires_in',
    },
    {
      field: 'revoke.deadStatus',
      source: 'no answer is documented that means a dead token and nothing else: none is taken for one',
    },
  ],
})
