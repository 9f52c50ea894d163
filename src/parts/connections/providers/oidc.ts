import { defineProvider, type ProviderEntry } from './provider.ts'

/**
 * What a file of your own need not say about an OpenID Connect issuer: `{ "id", "title", "discovery": true, "issuer" }`
 * is enough. The addresses and abilities come from the issuer's discovery document.
 */
export const oidcDefaults = {
  discovery: true,
  openid: true,
  pkce: true,
  // `offline_access` joins when the issuer lists it.
  scopes: {
    always: ['openid'],
    default: ['email', 'profile'],
    known: [
      { id: 'email', title: 'The e-mail address' },
      { id: 'profile', title: 'Name and picture' },
    ],
  },
  // OpenID Connect Core 11: a refresh token is given only when consent was asked for.
  authorizeParameters: { prompt: 'consent' },
  // Nobody knows what reuse does here, so nothing is ever presented twice while a token lives.
  rotation: 'family',
  identity: { from: 'id_token', subject: ['/sub'], label: [['/email'], ['/preferred_username'], ['/name']] },
} satisfies Partial<ProviderEntry>

/** Listed only when its base URL, the issuer, is configured. */
export const oidc = defineProvider({
  ...oidcDefaults,
  id: 'oidc',
  title: 'OpenID Connect',
  issuer: 'https://issuer.invalid',
  sources: [
    'https://openid.net/specs/openid-connect-core-1_0.html',
    'https://openid.net/specs/openid-connect-discovery-1_0.html',
  ],
  unverified: [
    { field: 'rotation', source: 'differs from issuer to issuer; override it in a file of your own' },
  ],
})
