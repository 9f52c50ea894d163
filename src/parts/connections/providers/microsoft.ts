import { defineProvider } from './provider.ts'

/** Work, school and personal accounts (`common`). For one tenant, override the two addresses in a file of your own. */
export const microsoft = defineProvider({
  id: 'microsoft',
  title: 'Microsoft',
  issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
  authorizeUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
  tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
  revoke: null,
  scopes: {
    always: ['openid', 'profile', 'offline_access'],
    default: ['User.Read'],
    known: [
      { id: 'User.Read', title: 'Read the profile' },
      { id: 'Mail.Read', title: 'Read mail' },
      { id: 'Mail.Send', title: 'Send mail' },
      { id: 'Calendars.Read', title: 'Read calendars' },
      { id: 'Calendars.ReadWrite', title: 'Read and change calendars' },
      { id: 'Files.Read', title: 'Read files' },
      { id: 'Files.ReadWrite', title: 'Read and change files' },
    ],
  },
  openid: true,
  tokenEndpointAuth: 'client_secret_post',
  responseMode: 'query',
  // A new refresh token comes with every answer, and the old one goes on working until its own end.
  rotation: 'none',
  accessTokenSeconds: 3_600,
  refreshTokenSeconds: 7_776_000,
  identity: { from: 'id_token', subject: ['/tid', '/oid'], label: [['/preferred_username'], ['/name']] },
  errorMap: [
    {
      error: ['interaction_required', 'consent_required', 'login_required'],
      class: 'terminal',
      code: 'invalid_grant',
    },
    // Conditional access and too many calls come under invalid_grant too; only the latter ends by itself.
    { error: ['invalid_grant'], text: 'AADSTS50196', class: 'transient', code: 'rate_limited' },
    { error: ['unauthorized_client'], text: 'AADSTS700016', class: 'app', code: 'invalid_client' },
  ],
  api: {
    baseUrls: ['https://graph.microsoft.com/v1.0', 'https://graph.microsoft.com/beta'],
    requestHeaders: ['prefer', 'consistencylevel'],
  },
  sources: [
    'https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow',
    'https://learn.microsoft.com/en-us/entra/identity-platform/refresh-tokens',
    'https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference',
    'https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes',
  ],
  unverified: [
    {
      field: 'accessTokenSeconds',
      source: 'documented as a random 60 to 90 minutes; the answer always tells',
    },
    {
      field: 'refreshTokenSeconds',
      source: '90 days by default; a tenant can shorten it, and mail codes make it 24 hours',
    },
    {
      field: 'revoke',
      source: "only ending all of a person's sessions is documented, which would reach other apps",
    },
    {
      field: 'errorMap',
      source: 'number of the error list; that it comes with this `error` is from reports',
    },
  ],
})
