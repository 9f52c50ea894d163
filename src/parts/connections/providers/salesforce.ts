import { defineProvider } from './provider.ts'

/**
 * Production orgs. For a sandbox or an org that wants its own domain, override the three addresses in a file of your
 * own. The `instance_url` of the answer is the label: it says where the org's API is.
 */
export const salesforce = defineProvider({
  id: 'salesforce',
  title: 'Salesforce',
  authorizeUrl: 'https://login.salesforce.com/services/oauth2/authorize',
  tokenUrl: 'https://login.salesforce.com/services/oauth2/token',
  revoke: {
    url: 'https://login.salesforce.com/services/oauth2/revoke',
    authentication: 'none',
    token: 'refresh_token',
  },
  scopes: {
    always: ['refresh_token'],
    default: ['api'],
    known: [
      { id: 'api', title: 'Read and change data' },
      { id: 'id', title: 'Who the person is' },
      { id: 'openid', title: 'Sign in' },
      { id: 'full', title: 'Everything the person may do' },
      { id: 'chatter_api', title: 'Chatter' },
    ],
  },
  tokenEndpointAuth: 'client_secret_post',
  rotation: 'family',
  accessTokenSeconds: 7_200,
  // The identity address of org and person: `https://login.salesforce.com/id/00D…/005…`.
  identity: { from: 'token_answer', subject: ['/id'], label: [['/instance_url']] },
  errorMap: [
    { error: ['invalid_grant'], text: 'ip restricted', class: 'transient', code: 'ip_restricted' },
    { error: ['invalid_grant'], text: 'login rate exceeded', class: 'transient', code: 'rate_limited' },
    { error: ['inactive_user'], class: 'terminal', code: 'invalid_grant' },
    { error: ['invalid_client_id'], class: 'app', code: 'invalid_client' },
  ],
  api: {
    baseUrls: ['https://{instance}.salesforce.com'],
    refusedPaths: ['/services/oauth2', '/secur'],
    variables: { instance: '[a-z0-9-]{1,80}(\\.(my|sandbox\\.my|develop\\.my|scratch\\.my))?' },
  },
  sources: [
    'https://help.salesforce.com/apex/HTViewHelpDoc?id=remoteaccess_oauth_refresh_token_flow.htm&language=en_US',
    'https://developer.salesforce.com/docs/atlas.en-us.218.0.api_rest.meta/api_rest/intro_understanding_refresh_token_oauth.htm',
    'https://developer.salesforce.com/docs/platform/isvforce/guide/secure-code-ac-eca.md',
  ],
  unverified: [
    {
      field: 'rotation',
      source:
        'a setting of the app: off, the refresh token stays; on, the previous one is invalidated. What reuse does is not on the pages read',
    },
    {
      field: 'accessTokenSeconds',
      source: 'the answer tells none; it is the org’s session timeout, two hours unless changed',
    },
    { field: 'refreshTokenSeconds', source: 'a policy of the app; no answer tells' },
    { field: 'revoke', source: 'the address is from public guides; that no client is named, too' },
    { field: 'errorMap', source: 'words of the list of errors and of reports; the list was not read again' },
    {
      field: 'api.baseUrls',
      source: 'the instance_url of the answer decides; the pattern is that of usual domains',
    },
    { field: 'grant', source: 'the pages do not say whether a second consent ends the first' },
  ],
})
