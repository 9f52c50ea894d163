import { defineProvider } from './provider.ts'

/** Jira and Confluence Cloud (OAuth 2.0, 3LO). Which sites a token reaches is told by `/oauth/token/accessible-resources`. */
export const atlassian = defineProvider({
  id: 'atlassian',
  title: 'Atlassian',
  authorizeUrl: 'https://auth.atlassian.com/authorize',
  tokenUrl: 'https://auth.atlassian.com/oauth/token',
  revoke: null,
  scopes: {
    always: ['offline_access', 'read:me'],
    default: ['read:jira-work'],
    known: [
      { id: 'read:me', title: 'Read the profile' },
      { id: 'read:jira-work', title: 'Read issues and projects' },
      { id: 'write:jira-work', title: 'Change issues' },
      { id: 'read:jira-user', title: 'See people' },
      { id: 'read:confluence-content.all', title: 'Read pages' },
      { id: 'write:confluence-content', title: 'Change pages' },
    ],
  },
  pkce: false,
  tokenEndpointAuth: 'client_secret_post',
  tokenRequestBody: 'json',
  authorizeParameters: { audience: 'api.atlassian.com', prompt: 'consent' },
  // Reuse ends the family, except within ten minutes: documented for answers that got lost.
  rotation: 'family',
  graceSeconds: 600,
  accessTokenSeconds: 3_600,
  refreshTokenSeconds: 7_776_000,
  identity: {
    from: 'userinfo',
    url: 'https://api.atlassian.com/me',
    subject: ['/account_id'],
    label: [['/email'], ['/name']],
  },
  api: {
    baseUrls: [
      'https://api.atlassian.com/ex/jira/{cloud}',
      'https://api.atlassian.com/ex/confluence/{cloud}',
      'https://api.atlassian.com/oauth/token/accessible-resources',
    ],
    variables: { cloud: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' },
  },
  sources: [
    'https://developer.atlassian.com/cloud/oauth/getting-started/refresh-tokens',
    'https://nango.dev/blog/jira-oauth-refresh-token-invalid-grant',
    'https://hexdocs.pm/ueberauth_atlassian/0.3.0/Ueberauth.Strategy.Atlassian.OAuth.html',
  ],
  unverified: [
    { field: 'identity', source: 'the address and its members are from public code' },
    { field: 'graceSeconds', source: 'the page’s table, read in a copy of it' },
    { field: 'pkce', source: 'the pages name no code challenge' },
    { field: 'refreshTokenSeconds', source: '90 days unused; 365 days in all, which no answer tells' },
    { field: 'revoke', source: 'no address is documented; people remove the app on their account page' },
    { field: 'grant', source: 'the pages do not say whether a second consent ends the first' },
  ],
})
