import type { Classified, ProviderAnswer } from './hooks.ts'
import { defineProvider } from './provider.ts'

/** Withings answers 200 to everything, as `{ "status": 0, "body": {…} }`; any other status is a refusal. */
export const withings = defineProvider(
  {
    id: 'withings',
    title: 'Withings',
    authorizeUrl: 'https://account.withings.com/oauth2_user/authorize2',
    tokenUrl: 'https://wbsapi.withings.net/v2/oauth2',
    revoke: null,
    scopes: {
      separator: ',',
      default: ['user.info', 'user.metrics'],
      known: [
        { id: 'user.info', title: 'The profile and devices' },
        { id: 'user.metrics', title: 'Weight, blood pressure and other measures' },
        { id: 'user.activity', title: 'Activity, sleep and workouts' },
        { id: 'user.sleepevents', title: 'When sleep begins and ends' },
      ],
    },
    pkce: false,
    tokenEndpointAuth: 'client_secret_post',
    tokenParameters: { action: 'requesttoken' },
    tokensAt: ['/body'],
    rotation: 'single_use',
    // Documented as a safety net: the old one lives 8 hours or until the new access token is used, and one that never
    // arrived is never used.
    graceSeconds: 28_800,
    accessTokenSeconds: 10_800,
    refreshTokenSeconds: 31_536_000,
    identity: { from: 'token_answer', subject: ['/body/userid'], label: [['/body/userid']] },
    // The action stands in the query or the body, whatever the method.
    api: {
      baseUrls: ['https://wbsapi.withings.net'],
      refusedPaths: ['/v2/oauth2', '/oauth2'],
      everyCallWrites: true,
    },
    sources: [
      'https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/access-and-refresh-tokens-no-recover',
      'https://developer.withings.com/developer-guide/data-api/authentication/',
      'https://apis.io/examples/withings/withings-oauth2-token-example/',
    ],
    unverified: [
      {
        field: 'scopes',
        source: 'names and commas are from public code and an example answer; the reference was not read',
      },
      { field: 'authorizeUrl', source: 'as public code has it; the reference was not read' },
      { field: 'pkce', source: 'the pages name no code challenge' },
      {
        field: 'hooks.classify',
        source:
          'status 503 with these words, for a dead refresh token, is from reports; 601 is too many calls',
      },
      { field: 'grant', source: 'the pages do not say whether a second consent ends the first' },
      {
        field: 'revoke',
        source: 'action=revoke wants a signed request with the person’s id: it cannot be sent from here',
      },
    ],
  },
  { classify },
)

function classify({ json, text }: ProviderAnswer): Classified | null {
  if (typeof json?.status !== 'number' || json.status === 0) return null
  if (json.status === 601) return { class: 'transient', code: 'rate_limited' }
  if (/invalid (refresh_token|code)\b/i.test(text)) return { class: 'terminal', code: 'invalid_grant' }
  return { class: 'transient', code: `status_${json.status}` }
}
