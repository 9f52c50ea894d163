import type { JsonObject } from './pointer.ts'
import { defineProvider } from './provider.ts'

/** Bitbucket Cloud. Permissions are ticked at the OAuth consumer, `account` among them: none is asked for in the address. */
export const bitbucket = defineProvider(
  {
    id: 'bitbucket',
    title: 'Bitbucket',
    authorizeUrl: 'https://bitbucket.org/site/oauth2/authorize',
    tokenUrl: 'https://bitbucket.org/site/oauth2/access_token',
    revoke: null,
    scopes: {
      known: [
        { id: 'account', title: 'Read the profile' },
        { id: 'email', title: 'Read e-mail addresses' },
        { id: 'repository', title: 'Read repositories' },
        { id: 'repository:write', title: 'Change repositories' },
        { id: 'pullrequest', title: 'Read pull requests' },
        { id: 'pullrequest:write', title: 'Create and merge pull requests' },
      ],
    },
    pkce: false,
    rotation: 'family',
    accessTokenSeconds: 7_200,
    identity: {
      from: 'userinfo',
      url: 'https://api.bitbucket.org/2.0/user',
      subject: ['/uuid'],
      label: [['/display_name'], ['/nickname']],
    },
    api: { baseUrls: ['https://api.bitbucket.org/2.0'] },
    sources: [
      'https://confluence.atlassian.com/bitbucket/oauth-endpoint-300220600.html',
      'https://confluence.atlassian.com/bitbucket/oauth-on-bitbucket-238027431.html',
      'https://confluence.atlassian.com/x/pwIwDg',
    ],
    unverified: [
      { field: 'hooks.scopes', source: '`scopes` with blanks is from an example answer of public code' },
      { field: 'identity', source: 'the address and its members are from public code' },
      { field: 'pkce', source: 'the page names no code challenge' },
      { field: 'rotation', source: 'the pages read do not say what a refresh does to the refresh token' },
      { field: 'accessTokenSeconds', source: 'one hour in older pages, two in newer ones; the answer tells' },
      { field: 'refreshTokenSeconds', source: 'the pages read name no end of a refresh token' },
      { field: 'revoke', source: 'no address is documented; people remove the app in their settings' },
    ],
  },
  { scopes: scopesOf },
)

/** They stand in `scopes`, which no other place of the data names. */
function scopesOf({ scopes }: JsonObject): string[] | null {
  return typeof scopes === 'string' ? scopes.split(/\s+/).filter((scope) => scope !== '') : null
}
