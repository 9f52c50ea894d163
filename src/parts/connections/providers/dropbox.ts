import { defineProvider } from './provider.ts'

export const dropbox = defineProvider({
  id: 'dropbox',
  title: 'Dropbox',
  authorizeUrl: 'https://www.dropbox.com/oauth2/authorize',
  tokenUrl: 'https://api.dropboxapi.com/oauth2/token',
  // Ends the refresh token behind the access token too. The address takes no arguments, so nothing is sent.
  revoke: {
    url: 'https://api.dropboxapi.com/2/auth/token/revoke',
    authentication: 'bearer',
    token: 'none',
    send: 'query',
    needsLiveAccessToken: true,
  },
  scopes: {
    always: ['account_info.read'],
    known: [
      { id: 'account_info.read', title: 'Name and e-mail address' },
      { id: 'files.metadata.read', title: 'See names and dates of files' },
      { id: 'files.content.read', title: 'Read files' },
      { id: 'files.content.write', title: 'Change files' },
      { id: 'sharing.read', title: 'See what is shared' },
      { id: 'sharing.write', title: 'Share files' },
    ],
  },
  pkce: false,
  authorizeParameters: { token_access_type: 'offline' },
  rotation: 'none',
  accessTokenSeconds: 14_400,
  identity: { from: 'token_answer', subject: ['/account_id'], label: [['/account_id']] },
  api: {
    baseUrls: ['https://api.dropboxapi.com/2', 'https://content.dropboxapi.com/2'],
    refusedPaths: ['/auth/token'],
    requestHeaders: ['dropbox-api-arg', 'dropbox-api-path-root'],
  },
  sources: [
    'https://dropbox.tech/developers/using-oauth-2-0-with-offline-access',
    'https://github.com/dropbox/dropbox-sdk-go-unofficial',
    'https://github.com/dropbox/dropbox-sdk-python/pull/183',
  ],
  unverified: [
    { field: 'identity.subject', source: 'account_id is in example answers of public code' },
    {
      field: 'revoke.send',
      source: 'no arguments, so no body; that an empty form is refused is from public code',
    },
    { field: 'pkce', source: 'documented for apps without a secret: not sent' },
    {
      field: 'rotation',
      source: 'spoken of as long-lived; a refresh’s answer is seen without a refresh token',
    },
    { field: 'grant', source: 'the pages do not say whether ending one token ends others of person and app' },
    { field: 'refreshTokenSeconds', source: 'the pages name no end of an unused refresh token' },
  ],
})
