import type { JsonObject } from './pointer.ts'
import { defineProvider } from './provider.ts'

/** One HubSpot account (portal), not a person: whoever installs the app there connects the same account. */
export const hubspot = defineProvider(
  {
    id: 'hubspot',
    title: 'HubSpot',
    authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
    // Version 1 of these addresses ends on 2027-02-16.
    tokenUrl: 'https://api.hubapi.com/oauth/2026-03/token',
    revoke: {
      url: 'https://api.hubapi.com/oauth/2026-03/token/revoke',
      authentication: 'client_secret_post',
      token: 'refresh_token',
    },
    scopes: {
      always: ['oauth'],
      default: ['crm.objects.contacts.read'],
      known: [
        { id: 'crm.objects.contacts.read', title: 'Read contacts' },
        { id: 'crm.objects.contacts.write', title: 'Change contacts' },
        { id: 'crm.objects.companies.read', title: 'Read companies' },
        { id: 'crm.objects.companies.write', title: 'Change companies' },
        { id: 'crm.objects.deals.read', title: 'Read deals' },
        { id: 'crm.objects.deals.write', title: 'Change deals' },
      ],
    },
    pkce: false,
    tokenEndpointAuth: 'client_secret_post',
    rotation: 'none',
    accessTokenSeconds: 1_800,
    identity: { from: 'token_answer', subject: ['/hub_id'], label: [['/hub_id']] },
    // Newer answers carry the OAuth `error` too; these older names stand beside it.
    errorMap: [
      refused(['BAD_REFRESH_TOKEN', 'BAD_AUTH_CODE'], 'terminal', 'invalid_grant'),
      refused(['BAD_CLIENT_ID', 'BAD_CLIENT_SECRET'], 'app', 'invalid_client'),
    ],
    api: { baseUrls: ['https://api.hubapi.com'], refusedPaths: ['/oauth'] },
    sources: [
      'https://developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide',
      'https://developers.hubspot.com/changelog/v1-oauth-api-deprecation',
      'https://developers.hubspot.com/changelog/additional-details-returned-when-generating-oauth-access-tokens',
      'https://developers.hubspot.com/changelog/new-oauth-v3-api-endpoints-and-standardized-error-responses',
    ],
    unverified: [
      {
        field: 'pkce',
        source: 'a verifier is listed at the token address, a challenge at no other: not sent',
      },
      { field: 'rotation', source: 'public code gets the same refresh token back; the pages do not say so' },
      {
        field: 'identity',
        source: 'hub_id is documented for version 1 of the address, said to work the same',
      },
      {
        field: 'revoke.authentication',
        source: 'the page lists the address; id and secret go as to the token address',
      },
      {
        field: 'grant',
        source: 'the pages do not say whether ending one refresh token ends the installation',
      },
      { field: 'errorMap', source: 'BAD_REFRESH_TOKEN is documented; the other names are from public code' },
    ],
  },
  { scopes: scopesOf },
)

/** They stand in `scopes`, a list, which no other place of the data names. */
function scopesOf({ scopes }: JsonObject): string[] | null {
  return Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : null
}

function refused(status: string[], kind: 'terminal' | 'app', code: string) {
  return { where: [{ at: '/status', is: status }], class: kind, code }
}
