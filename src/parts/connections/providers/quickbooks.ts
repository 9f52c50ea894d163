import type { Identity } from './hooks.ts'
import { isJsonObject, type JsonObject, valueAt } from './pointer.ts'
import { defineProvider } from './provider.ts'

/**
 * QuickBooks Online by Intuit. A grant is for one person and one company (`realmid`), which stands in the ID token; the
 * token is read but gives no nonce back, hence no `openid` here. It came from the token address itself, over TLS.
 */
export const quickbooks = defineProvider(
  {
    id: 'quickbooks',
    title: 'QuickBooks',
    authorizeUrl: 'https://appcenter.intuit.com/connect/oauth2',
    tokenUrl: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
    revoke: {
      url: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
      authentication: 'client_secret_basic',
      token: 'refresh_token',
      send: 'json',
    },
    scopes: {
      always: ['openid'],
      default: ['com.intuit.quickbooks.accounting'],
      known: [
        { id: 'com.intuit.quickbooks.accounting', title: 'Read and change the books' },
        { id: 'com.intuit.quickbooks.payment', title: 'Payments' },
        { id: 'profile', title: 'Name' },
        { id: 'email', title: 'The e-mail address' },
      ],
    },
    grantedScopesFrom: 'requested',
    pkce: false,
    // Asks for the company in the ID token.
    authorizeParameters: { claims: '{"id_token":{"realmId":null}}' },
    rotation: 'rotates',
    accessTokenSeconds: 3_600,
    refreshTokenSeconds: 8_640_000,
    // The hook reads both from the ID token; this is where a plain answer would have them.
    identity: { from: 'token_answer', subject: ['/realmId', '/sub'], label: [['/realmId']] },
    api: {
      baseUrls: ['https://quickbooks.api.intuit.com/v3/company/{realm}'],
      variables: { realm: '[0-9]{1,20}' },
    },
    sources: [
      'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/openid-connect',
      'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-openid-discovery-doc',
      'https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/faq',
      'https://github.com/intuit/QuickBooks-V3-Java-SDK/releases/tag/v6.5.4',
    ],
    unverified: [
      { field: 'pkce', source: 'the discovery document lists no code challenge' },
      {
        field: 'rotation',
        source:
          'the pages ask for the latest refresh token and speak of a change each 24 h, not of the old one’s end',
      },
      {
        field: 'refreshTokenSeconds',
        source: '100 days unused, five years in all; the answer tells x_refresh_token_expires_in',
      },
      {
        field: 'hooks.identity',
        source:
          'realmid is in the discovery document’s claims and in Intuit’s own client’s example, nonce in neither',
      },
      {
        field: 'authorizeParameters.claims',
        source:
          'the page speaks of a claims parameter for the realm ID; written as OpenID Connect Core 5.5 has it',
      },
      {
        field: 'grant',
        source: 'the pages do not say whether a second consent for a company ends the first',
      },
    ],
  },
  { identity: identityOf },
)

function identityOf(answer: unknown): Identity | null {
  const claims = claimsOf(valueAt(answer, '/id_token'))
  const realm = String(claims?.realmid ?? claims?.realmId ?? '')
  if (typeof claims?.sub !== 'string' || claims.sub.length > 200 || !/^[0-9]{1,20}$/.test(realm)) return null
  return { subject: `${realm}:${claims.sub}`, label: realm }
}

function claimsOf(idToken: unknown): JsonObject | null {
  if (typeof idToken !== 'string') return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString())
    return isJsonObject(claims) ? claims : null
  } catch {
    return null // no token at all: nobody is named
  }
}
