import { looseScopes } from './loose-scopes.ts'
import { defineProvider } from './provider.ts'

/**
 * Refresh tokens are for approved partners alone; for all others the token ends after 60 days and the person connects
 * again. Its ID tokens carry no nonce, so the account is asked at the user address, and no `openid` here.
 */
export const linkedin = defineProvider(
  {
    id: 'linkedin',
    title: 'LinkedIn',
    authorizeUrl: 'https://www.linkedin.com/oauth/v2/authorization',
    tokenUrl: 'https://www.linkedin.com/oauth/v2/accessToken',
    revoke: null,
    scopes: {
      always: ['openid', 'profile'],
      default: ['email'],
      known: [
        { id: 'profile', title: 'Name and picture' },
        { id: 'email', title: 'The e-mail address' },
        { id: 'w_member_social', title: 'Post in the person’s name' },
        { id: 'r_organization_social', title: 'Read posts of organisations' },
        { id: 'w_organization_social', title: 'Post in an organisation’s name' },
      ],
    },
    // A verifier beside a client secret is refused.
    pkce: false,
    tokenEndpointAuth: 'client_secret_post',
    rotation: 'none',
    accessTokenSeconds: 5_184_000,
    // Counted from the person's consent, not from the last refresh.
    refreshTokenSeconds: 31_536_000,
    identity: {
      from: 'userinfo',
      url: 'https://api.linkedin.com/v2/userinfo',
      subject: ['/sub'],
      label: [['/email'], ['/name']],
    },
    errorMap: [
      {
        error: ['invalid_request'],
        text: 'invalid, expired or revoked',
        class: 'terminal',
        code: 'invalid_grant',
      },
    ],
    api: {
      baseUrls: ['https://api.linkedin.com/v2', 'https://api.linkedin.com/rest'],
      requestHeaders: ['linkedin-version', 'x-restli-protocol-version'],
    },
    sources: [
      'https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens',
      'https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2',
      'https://github.com/linkedin-developers/linkedin-api-js-client/issues/34',
    ],
    unverified: [
      { field: 'identity', source: 'the user address is from public code; the page lists its scopes' },
      {
        field: 'pkce',
        source: 'a flow of its own for native apps, switched on for each app; refused in reports',
      },
      {
        field: 'rotation',
        source:
          'the page’s example gives the same refresh token back, its life counted down; not said in words',
      },
      {
        field: 'hooks.scopes',
        source: 'commas and blanks are seen in answers; the page’s example has one scope',
      },
      {
        field: 'revoke',
        source: 'no address was found on the pages; people remove the app in their settings',
      },
      { field: 'grant', source: 'the pages do not say whether a second consent ends the first' },
    ],
  },
  { scopes: looseScopes },
)
