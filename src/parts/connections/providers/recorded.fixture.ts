import type { JsonObject } from './pointer.ts'

/** What one provider answers, and what it has to be read as. */
export interface Recorded {
  /** A token answer, its tokens shortened. */
  answer: JsonObject
  /** The documentation it is an example of, or the public code that shows it where the documentation shows none. */
  from: string
  /** What it grants: refresh token, life in seconds, scopes told. */
  grants: [refreshToken: string | null, lifeSeconds: number | null, scope: string[] | null]
  /** The document that names the account, where it is not the token answer: the user address's, or the ID token's claims. */
  account?: JsonObject
  identity: [subject: string, label: string | null]
  /** How a dead refresh token is refused; `null`: the provider has none. */
  dead: [status: number, body: JsonObject] | null
}

const oauthRefusal: [number, JsonObject] = [400, { error: 'invalid_grant' }]

export const recorded: Readonly<Record<string, Recorded>> = {
  strava: {
    from: 'https://developers.strava.com/docs/authentication/',
    answer: {
      token_type: 'Bearer',
      expires_in: 21_600,
      refresh_token: 'e5n567567',
      access_token: 'a4b945687g',
      athlete: { id: 227_615, firstname: 'John', lastname: 'Applestrava' },
    },
    grants: ['e5n567567', 21_600, null],
    identity: ['227615', 'John Applestrava'],
    dead: [400, { errors: [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }] }],
  },
  google: {
    from: 'https://developers.google.com/identity/protocols/oauth2/web-server',
    answer: {
      access_token: '1/fFAGRNJru1FTz70BzhT3Zg',
      expires_in: 3_920,
      token_type: 'Bearer',
      scope: 'openid email',
      refresh_token: '1//xEoDL4iW3cx',
    },
    grants: ['1//xEoDL4iW3cx', 3_920, ['openid', 'email']],
    account: { sub: '10769150350006150715113082367', email: 'jsmith@example.com' },
    identity: ['10769150350006150715113082367', 'jsmith@example.com'],
    dead: oauthRefusal,
  },
  github: {
    from: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
    answer: {
      access_token: 'gho_example',
      scope: 'repo,gist',
      token_type: 'bearer',
    },
    grants: [null, null, ['repo', 'gist']],
    account: { login: 'octocat', id: 1 },
    identity: ['1', 'octocat'],
    dead: [200, { error: 'bad_refresh_token' }],
  },
  fitbit: {
    from: 'https://dev.fitbit.com/build/reference/web-api/authorization/oauth2-token/',
    answer: {
      access_token: 'eyJhbGciOiJIUzI1...',
      expires_in: 28_800,
      refresh_token: 'c643a63c072f0f05478e9d18b991db80ef6061e...',
      token_type: 'Bearer',
      scope: 'activity profile',
      user_id: 'GGNJL9',
    },
    grants: ['c643a63c072f0f05478e9d18b991db80ef6061e...', 28_800, ['activity', 'profile']],
    identity: ['GGNJL9', 'GGNJL9'],
    dead: [400, { errors: [{ errorType: 'invalid_grant' }], success: false }],
  },
  spotify: {
    from: 'https://developer.spotify.com/documentation/web-api/tutorials/code-flow',
    answer: {
      access_token: 'NgCXRK...MzYjw',
      token_type: 'Bearer',
      scope: 'user-read-private user-read-email',
      expires_in: 3_600,
      refresh_token: 'NgAagA...Um_SHo',
    },
    grants: ['NgAagA...Um_SHo', 3_600, ['user-read-private', 'user-read-email']],
    account: { id: 'wizzler', display_name: 'JM Wizzler' },
    identity: ['wizzler', 'JM Wizzler'],
    dead: oauthRefusal,
  },
  microsoft: {
    from: 'https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow',
    answer: {
      access_token: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik5HVEZ2ZEstZnl0aEV1Q...',
      token_type: 'Bearer',
      expires_in: 3_599,
      scope: 'https://graph.microsoft.com/mail.read',
      refresh_token: 'AwABAAAAvPM1KaPlrEqdFSBzjqfTGAMxZGUTdM0t4B4...',
    },
    grants: [
      'AwABAAAAvPM1KaPlrEqdFSBzjqfTGAMxZGUTdM0t4B4...',
      3_599,
      ['https://graph.microsoft.com/mail.read'],
    ],
    account: { tid: 'tenant', oid: 'object', preferred_username: 'a@contoso.example' },
    identity: ['tenant:object', 'a@contoso.example'],
    dead: [400, { error: 'interaction_required' }],
  },
  slack: {
    from: 'https://docs.slack.dev/reference/methods/oauth.v2.access',
    answer: {
      ok: true,
      team: { name: 'Slack Pickleball Team', id: 'T9TK3CUKW' },
      authed_user: { id: 'U1234', scope: 'chat:write', access_token: 'xoxp-1234', token_type: 'user' },
    },
    grants: [null, null, ['chat:write']],
    identity: ['T9TK3CUKW:U1234', 'Slack Pickleball Team U1234'],
    dead: [200, { ok: false, error: 'invalid_refresh_token' }],
  },
  xero: {
    from: 'https://developer.xero.com/documentation/guides/oauth2/auth-flow',
    answer: { access_token: 'xxx.yyy.zzz', refresh_token: 'xxx', expires_in: 1_800, token_type: 'Bearer' },
    grants: ['xxx', 1_800, null],
    account: { xero_userid: '1945393b-6eb7-4143-b083-7ab26cd7690b', email: 'a@xero.example' },
    identity: ['1945393b-6eb7-4143-b083-7ab26cd7690b', 'a@xero.example'],
    dead: oauthRefusal,
  },
  garmin: {
    from: 'public code of the OAuth exchange; the user id of the Start Guide, 3.2',
    answer: {
      access_token: 'AT1',
      refresh_token: 'RT1',
      expires_in: 86_400,
      token_type: 'bearer',
      refresh_token_expires_in: 7_775_998,
    },
    grants: ['RT1', 86_400, null],
    account: { userId: 'd3315b1072421d0dd7c8f6b8e1de4df8' },
    identity: ['d3315b1072421d0dd7c8f6b8e1de4df8', 'd3315b1072421d0dd7c8f6b8e1de4df8'],
    dead: oauthRefusal,
  },
  withings: {
    from: 'https://apis.io/examples/withings/withings-oauth2-token-example/',
    answer: {
      status: 0,
      body: {
        userid: '363',
        access_token: 'a075f8c14fb8df40b08ebc8508533dc332a6910a',
        refresh_token: 'f631236f02b991810feb774765b6ae8e6c6839ca',
        expires_in: 10_800,
        scope: 'user.info,user.metrics',
        csrf_token: 'PACnnxwHTaBQOGIVtXmzmBqVyuTcizMe',
        token_type: 'Bearer',
      },
    },
    grants: ['f631236f02b991810feb774765b6ae8e6c6839ca', 10_800, ['user.info', 'user.metrics']],
    identity: ['363', '363'],
    dead: [200, { status: 503, body: {}, error: 'Invalid Params: invalid refresh_token' }],
  },
  polar: {
    from: 'https://www.polar.com/accesslink-api/',
    answer: {
      access_token: '2YotnFZFEjr1zCsicMWpAA',
      token_type: 'bearer',
      expires_in: 31_535_999,
      x_user_id: 10_579,
    },
    grants: [null, 31_535_999, null],
    identity: ['10579', '10579'],
    dead: null,
  },
  notion: {
    from: 'https://developers.notion.com/reference/refresh-a-token, the values made up',
    answer: {
      access_token: 'secret_abc',
      token_type: 'bearer',
      refresh_token: 'nrt_abc',
      bot_id: '3c90c3cc-0d44-4b50-8888-8dd25736052a',
      workspace_name: 'Acme',
      workspace_id: '8d5f9a3e-0d44-4b50-8888-8dd25736052a',
      owner: {
        type: 'user',
        user: { id: 'c2f20311-9e54-4d11-8c79-7398424ae41e', name: 'Ada', object: 'user' },
      },
    },
    grants: ['nrt_abc', null, null],
    identity: ['8d5f9a3e-0d44-4b50-8888-8dd25736052a:c2f20311-9e54-4d11-8c79-7398424ae41e', 'Acme Ada'],
    dead: [400, { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' }],
  },
  gitlab: {
    from: 'https://docs.gitlab.com/api/oauth2/',
    answer: {
      access_token: 'de6780bc506a0446309bd9362820ba8aed28aa506c71eedbe1c5c4f9dd350e54',
      token_type: 'bearer',
      expires_in: 7_200,
      refresh_token: '8257e65c97202ed1726cf9571600918f3bffb2544b26e00a61df9897668c33a1',
      created_at: 1_607_635_748,
    },
    grants: ['8257e65c97202ed1726cf9571600918f3bffb2544b26e00a61df9897668c33a1', 7_200, null],
    account: { id: 1, username: 'john_smith', email: 'john@example.com' },
    identity: ['1', 'john_smith'],
    dead: oauthRefusal,
  },
}
