import { looseScopes } from './loose-scopes.ts'
import { defineProvider } from './provider.ts'

/** One workspace. Linear has GraphQL alone: whose account it is, is a question sent by POST. */
export const linear = defineProvider(
  {
    id: 'linear',
    title: 'Linear',
    authorizeUrl: 'https://linear.app/oauth/authorize',
    tokenUrl: 'https://api.linear.app/oauth/token',
    // Older guides name the bearer, newer ones the token: both are sent.
    revoke: {
      url: 'https://api.linear.app/oauth/revoke',
      authentication: 'bearer',
      token: 'refresh_token',
      needsLiveAccessToken: true,
    },
    scopes: {
      separator: ',',
      default: ['read'],
      known: [
        { id: 'read', title: 'Read everything the person may see' },
        { id: 'write', title: 'Change issues, projects and more' },
        { id: 'issues:create', title: 'Create issues' },
        { id: 'comments:create', title: 'Comment on issues' },
      ],
    },
    tokenEndpointAuth: 'client_secret_post',
    rotation: 'family',
    accessTokenSeconds: 86_400,
    identity: {
      from: 'userinfo',
      url: 'https://api.linear.app/graphql',
      body: { query: '{ viewer { id name email organization { name } } }' },
      subject: ['/data/viewer/id'],
      label: [['/data/viewer/organization/name', '/data/viewer/email'], ['/data/viewer/name']],
    },
    api: { baseUrls: ['https://api.linear.app'], refusedPaths: ['/oauth'] },
    sources: [
      'https://linear.app/developers/oauth-2-0-authentication',
      'https://github.com/chatwoot/chatwoot/pull/13721',
      'https://github.com/ceedaragents/cyrus/issues/285',
    ],
    unverified: [
      { field: 'identity', source: 'the question is from public code' },
      { field: 'tokenUrl', source: 'as public code has it; the part of the page was not read' },
      {
        field: 'rotation',
        source: 'a refresh is seen to bring a new refresh token; what becomes of the old one was not read',
      },
      { field: 'graceSeconds', source: 'whether a refresh may be repeated was not read: taken as no' },
      {
        field: 'accessTokenSeconds',
        source: 'a day since October 2025, ten years for older apps; the answer tells',
      },
      { field: 'hooks.scopes', source: 'asked for with commas; told back with commas, blanks or as a list' },
      {
        field: 'pkce',
        source: 'used in public code together with a secret; the part of the page was not read',
      },
      { field: 'revoke', source: 'public code does it either way; what it ends besides was not read' },
      { field: 'grant', source: 'whether a second consent ends the first was not read' },
    ],
  },
  { scopes: looseScopes },
)
