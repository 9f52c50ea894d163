import { defineProvider } from './provider.ts'

/** gitlab.com; `GITLAB_BASE_URL` for a server of one's own. */
export const gitlab = defineProvider({
  id: 'gitlab',
  title: 'GitLab',
  authorizeUrl: 'https://gitlab.com/oauth/authorize',
  tokenUrl: 'https://gitlab.com/oauth/token',
  revoke: {
    url: 'https://gitlab.com/oauth/revoke',
    authentication: 'client_secret_post',
    token: 'refresh_token',
  },
  scopes: {
    always: ['read_user'],
    known: [
      { id: 'read_user', title: 'Read the profile' },
      { id: 'read_api', title: 'Read everything the person may see' },
      { id: 'api', title: 'Read and change everything' },
      { id: 'read_repository', title: 'Read repositories' },
      { id: 'write_repository', title: 'Change repositories' },
    ],
  },
  tokenEndpointAuth: 'client_secret_post',
  // A refresh invalidates the access token before it as well.
  rotation: 'single_use',
  accessTokenSeconds: 7_200,
  identity: {
    from: 'userinfo',
    url: 'https://gitlab.com/api/v4/user',
    subject: ['/id'],
    label: [['/username']],
  },
  api: { baseUrls: ['https://gitlab.com/api/v4'] },
  sources: [
    'https://docs.gitlab.com/api/oauth2/',
    'https://gitlab.com/gitlab-org/gitlab/-/blob/master/doc/api/oauth2.md',
    'https://gitlab.com/gitlab-org/gitlab-vscode-extension/-/issues/561',
  ],
  unverified: [
    {
      field: 'identity.subject',
      source: 'the address is in the page on OAuth, its members are from public code',
    },
    {
      field: 'tokenParameters',
      source: 'the example of a refresh carries the redirect URI too; it is not sent, as in other clients',
    },
    {
      field: 'rotation',
      source: 'the page says that the refresh token is invalidated, not that reuse ends the grant',
    },
    { field: 'refreshTokenSeconds', source: 'the page names no end of an unused refresh token' },
    { field: 'revoke.token', source: 'the page names a token, not which; both are of one record' },
    { field: 'grant', source: 'the page does not say whether a second consent ends the first' },
  ],
})
