import { defineProvider } from './provider.ts'

/** A person's grant, not a bot. */
export const discord = defineProvider({
  id: 'discord',
  title: 'Discord',
  issuer: 'https://discord.com',
  authorizeUrl: 'https://discord.com/oauth2/authorize',
  tokenUrl: 'https://discord.com/api/oauth2/token',
  revoke: {
    url: 'https://discord.com/api/oauth2/token/revoke',
    authentication: 'client_secret_basic',
    token: 'refresh_token',
  },
  scopes: {
    always: ['identify'],
    known: [
      { id: 'identify', title: 'Name and picture' },
      { id: 'email', title: 'The e-mail address' },
      { id: 'guilds', title: 'Which servers the person is on' },
      { id: 'guilds.members.read', title: 'The person’s membership of a server' },
      { id: 'connections', title: 'Accounts linked to the profile' },
    ],
  },
  rotation: 'family',
  accessTokenSeconds: 604_800,
  identity: {
    from: 'userinfo',
    url: 'https://discord.com/api/v10/users/@me',
    subject: ['/id'],
    label: [['/global_name'], ['/username']],
  },
  api: {
    baseUrls: ['https://discord.com/api/v10'],
    refusedPaths: ['/oauth2/token', '/oauth2/authorize', '/oauth2/introspect'],
  },
  sources: [
    'https://discord.com/developers/docs/topics/oauth2',
    'https://github.com/discord/discord-api-docs/blob/main/docs/topics/OAuth2.md',
    'https://discord.com/.well-known/oauth-authorization-server',
  ],
  unverified: [
    { field: 'identity.label', source: 'global_name is from public code' },
    {
      field: 'rotation',
      source: 'a refresh brings a new refresh token; what becomes of the old one is not on the pages',
    },
    { field: 'refreshTokenSeconds', source: 'the pages name no end of a refresh token' },
    { field: 'pkce', source: 'S256 is in the metadata; public code doubts it for apps with a secret' },
    {
      field: 'announcesIssuer',
      source: 'the metadata says so; no callback with it was seen: checked where it is given, not required',
    },
    { field: 'grant', source: 'the pages do not say whether a second consent ends the first' },
  ],
})
