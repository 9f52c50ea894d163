import { defineProvider } from './provider.ts'

/** A public connection. What it may do is set in its settings and by the pages people choose; there are no scopes. */
export const notion = defineProvider({
  id: 'notion',
  title: 'Notion',
  authorizeUrl: 'https://api.notion.com/v1/oauth/authorize',
  tokenUrl: 'https://api.notion.com/v1/oauth/token',
  revoke: {
    url: 'https://api.notion.com/v1/oauth/revoke',
    authentication: 'client_secret_basic',
    token: 'access_token',
    send: 'json',
    headers: { 'notion-version': '2025-09-03' },
  },
  scopes: {},
  grantedScopesFrom: 'requested',
  pkce: false,
  tokenRequestBody: 'json',
  authorizeParameters: { owner: 'user' },
  rotation: 'family',
  accessTokenSeconds: null,
  identity: {
    from: 'token_answer',
    subject: ['/workspace_id', '/owner/user/id'],
    label: [['/workspace_name', '/owner/user/name'], ['/workspace_name']],
  },
  api: {
    baseUrls: ['https://api.notion.com/v1'],
    requestHeaders: ['notion-version'],
    refusedPaths: ['/oauth'],
  },
  sources: [
    'https://developers.notion.com/reference/create-a-token',
    'https://developers.notion.com/reference/refresh-a-token',
    'https://developers.notion.com/reference/revoke-token',
    'https://developers.notion.com/docs/authorization',
  ],
  unverified: [
    { field: 'authorizeParameters.owner', source: 'as public code has it' },
    { field: 'pkce', source: 'the pages name no code challenge' },
    {
      field: 'rotation',
      source: 'a refresh brings a new refresh token; what becomes of the old one is not on the pages read',
    },
    { field: 'accessTokenSeconds', source: 'the answer as documented tells no end' },
    { field: 'refreshTokenSeconds', source: 'the pages name no end of an unused refresh token' },
    {
      field: 'identity.subject',
      source: 'the page warns that one workspace may be authorised several times; hence with the person’s id',
    },
    {
      field: 'revoke.token',
      source: 'documented for an access token; whether its refresh token ends too is not',
    },
  ],
})
