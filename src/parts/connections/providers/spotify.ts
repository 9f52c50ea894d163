import { defineProvider } from './provider.ts'

export const spotify = defineProvider({
  id: 'spotify',
  title: 'Spotify',
  authorizeUrl: 'https://accounts.spotify.com/authorize',
  tokenUrl: 'https://accounts.spotify.com/api/token',
  revoke: null,
  scopes: {
    default: ['user-read-private'],
    known: [
      { id: 'user-read-private', title: 'Country and kind of subscription' },
      { id: 'user-read-email', title: 'The e-mail address' },
      { id: 'user-read-recently-played', title: 'What was played lately' },
      { id: 'user-top-read', title: 'Favourite artists and tracks' },
      { id: 'user-library-read', title: 'Saved tracks and albums' },
      { id: 'playlist-read-private', title: 'Private playlists' },
      { id: 'playlist-modify-private', title: 'Change private playlists' },
    ],
  },
  // With a client secret the refresh token usually stays; with a code challenge a new one may come and end the old.
  rotation: 'rotates',
  accessTokenSeconds: 3_600,
  // Counted from the person's consent, not from the last refresh.
  refreshTokenSeconds: 15_552_000,
  identity: {
    from: 'userinfo',
    url: 'https://api.spotify.com/v1/me',
    subject: ['/id'],
    label: [['/display_name'], ['/id']],
  },
  api: { baseUrls: ['https://api.spotify.com/v1'] },
  sources: [
    'https://developer.spotify.com/documentation/web-api/tutorials/refreshing-tokens',
    'https://developer.spotify.com/documentation/web-api/tutorials/code-flow',
    'https://developer.spotify.com/blog/2026-06-18-refresh-token-expiration',
    'https://developer.spotify.com/documentation/web-api/concepts/rate-limits',
  ],
  unverified: [
    {
      field: 'rotation',
      source:
        'the page says that a new refresh token may be missing from the answer, not when the old one ends',
    },
    { field: 'pkce', source: 'documented for apps without a secret; taken with one in practice' },
    { field: 'refreshTokenSeconds', source: 'announced as six months; counted here as 180 days' },
    { field: 'revoke', source: 'no address is documented; people remove the app on their account page' },
  ],
})
