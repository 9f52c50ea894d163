import { defineProvider } from './provider.ts'

export const xero = defineProvider({
  id: 'xero',
  title: 'Xero',
  issuer: 'https://identity.xero.com',
  authorizeUrl: 'https://login.xero.com/identity/connect/authorize',
  tokenUrl: 'https://identity.xero.com/connect/token',
  // Removes the person's organisations from the app as well.
  revoke: {
    url: 'https://identity.xero.com/connect/revocation',
    authentication: 'client_secret_basic',
    token: 'refresh_token',
  },
  scopes: {
    always: ['openid', 'profile', 'email', 'offline_access'],
    default: ['accounting.transactions.read'],
    known: [
      { id: 'accounting.transactions', title: 'Read and change invoices, bills and bank transactions' },
      { id: 'accounting.transactions.read', title: 'Read invoices, bills and bank transactions' },
      { id: 'accounting.reports.read', title: 'Read reports' },
      { id: 'accounting.contacts', title: 'Read and change contacts' },
      { id: 'accounting.contacts.read', title: 'Read contacts' },
      { id: 'accounting.settings.read', title: 'Read settings' },
    ],
  },
  pkce: false,
  openid: true,
  rotation: 'single_use',
  // An answer that never arrived may be asked for again with the old refresh token for half an hour.
  graceSeconds: 1_800,
  accessTokenSeconds: 1_800,
  refreshTokenSeconds: 5_184_000,
  identity: { from: 'id_token', subject: ['/xero_userid'], label: [['/email'], ['/name']] },
  rateBudget: [
    {
      name: 'app_minute',
      counts: 'app',
      windowSeconds: 60,
      remaining: { header: 'x-appminlimit-remaining' },
      defaultLimit: 10_000,
    },
    {
      name: 'tenant_minute',
      counts: 'grant',
      windowSeconds: 60,
      remaining: { header: 'x-minlimit-remaining' },
      defaultLimit: 60,
    },
    {
      name: 'tenant_day',
      counts: 'grant',
      windowSeconds: 86_400,
      remaining: { header: 'x-daylimit-remaining' },
      defaultLimit: 5_000,
    },
  ],
  api: { baseUrls: ['https://api.xero.com'], requestHeaders: ['xero-tenant-id'] },
  sources: [
    'https://developer.xero.com/documentation/guides/oauth2/auth-flow',
    'https://developer.xero.com/faq/oauth2',
    'https://developer.xero.com/documentation/guides/oauth2/limits',
  ],
  unverified: [
    { field: 'pkce', source: 'documented for apps without a secret only: not sent' },
    {
      field: 'rotation',
      source: 'what happens after the half hour is not said: taken as refused, not as the end of the grant',
    },
    { field: 'rateBudget', source: "the day's limit depends on the plan; headers tell what remains" },
    { field: 'grant', source: 'organisations belong to person and app together, token sets to one consent' },
  ],
})
