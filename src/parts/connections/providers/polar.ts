import { defineProvider } from './provider.ts'

/** AccessLink. Before it gives data, the app registers the person once by `POST /v3/users`. */
export const polar = defineProvider({
  id: 'polar',
  title: 'Polar',
  authorizeUrl: 'https://flow.polar.com/oauth2/authorization',
  tokenUrl: 'https://polarremote.com/v2/oauth2/token',
  revoke: null,
  scopes: {
    default: ['accesslink.read_all'],
    known: [{ id: 'accesslink.read_all', title: 'Training, daily activity and physical information' }],
  },
  pkce: false,
  // There is no refresh token: a token lives until the person or the app ends it.
  rotation: 'none',
  accessTokenSeconds: null,
  identity: { from: 'token_answer', subject: ['/x_user_id'], label: [['/x_user_id']] },
  api: { baseUrls: ['https://www.polaraccesslink.com/v3'] },
  sources: [
    'https://www.polar.com/accesslink-api/',
    'https://github.com/polarofficial/accesslink-example-python',
    'https://pypi.org/project/polar-accesslink/',
  ],
  unverified: [
    { field: 'tokenUrl', source: 'quoted from the reference by others, who checked it' },
    { field: 'pkce', source: 'the pages name no code challenge' },
    {
      field: 'accessTokenSeconds',
      source: 'documented as without end, yet the example answer tells a year: what an answer tells counts',
    },
    {
      field: 'revoke',
      source:
        'DELETE /v3/users/{user-id} ends the token; an address with the account in it cannot be said here',
    },
    { field: 'grant', source: 'the pages do not say whether a second consent ends the first' },
    { field: 'errorMap', source: 'no refusal is documented; the usual OAuth codes count' },
  ],
})
