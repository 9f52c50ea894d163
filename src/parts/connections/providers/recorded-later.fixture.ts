import type { JsonObject } from './pointer.ts'
import type { Recorded } from './recorded.fixture.ts'

const oauthRefusal: [number, JsonObject] = [400, { error: 'invalid_grant' }]
const idToken = (claims: JsonObject) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`

/** The rest of `recorded.fixture.ts`. */
export const recordedLater: Readonly<Record<string, Recorded>> = {
  bitbucket: {
    from: 'https://gist.github.com/droidMakk/583cfe96d7f6f8a7e239764bf6f353ab',
    answer: {
      access_token: 'your token',
      scopes: 'account repository:write',
      expires_in: 7_200,
      refresh_token: 'your refresh token',
      token_type: 'bearer',
    },
    grants: ['your refresh token', 7_200, ['account', 'repository:write']],
    account: { type: 'user', uuid: '{c788b2da-b7a2-404c-9e26-d3f077557007}', display_name: 'Evan' },
    identity: ['{c788b2da-b7a2-404c-9e26-d3f077557007}', 'Evan'],
    dead: [400, { error: 'invalid_grant', error_description: 'Unsupported grant type: None' }],
  },
  dropbox: {
    from: 'public code that keeps an answer, made shorter',
    answer: {
      access_token: 'sl.AbX9y6Fe3AuH5o66-gmJpR032jwAwQPIVVz',
      expires_in: 14_400,
      token_type: 'bearer',
      scope: 'account_info.read files.metadata.read',
      account_id: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc',
      refresh_token: 'nBiM85CZALsAAAAAAAAAAQ',
      uid: '12345',
    },
    grants: ['nBiM85CZALsAAAAAAAAAAQ', 14_400, ['account_info.read', 'files.metadata.read']],
    identity: ['dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc', 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc'],
    dead: oauthRefusal,
  },
  hubspot: {
    from: 'https://developers.hubspot.com/changelog/additional-details-returned-when-generating-oauth-access-tokens',
    answer: {
      token_type: 'bearer',
      refresh_token: 'na1-ab12-cd34-ef56-gh78-abcdef123456',
      hub_id: 62_515,
      scopes: ['oauth', 'crm.objects.contacts.write', 'crm.objects.contacts.read'],
      access_token: 'AAA1234-TOKEN',
      expires_in: 1_800,
    },
    grants: [
      'na1-ab12-cd34-ef56-gh78-abcdef123456',
      1_800,
      ['oauth', 'crm.objects.contacts.write', 'crm.objects.contacts.read'],
    ],
    identity: ['62515', '62515'],
    dead: [400, { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' }],
  },
  salesforce: {
    from: 'the OAuth examples of https://developer.salesforce.com/docs/atlas.en-us.218.0.api_rest.meta/api_rest/',
    answer: {
      id: 'https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P',
      issued_at: '1278448101416',
      refresh_token: '5Aep8614iLM.Dq661ePDmPEgaAW9Oh_L3JKkDpB4',
      instance_url: 'https://yourInstance.salesforce.com/',
      signature: 'CMJ4l+CCaPQiKjoOEwEig9H4wqhpuLSk4J2urAe+fVg=',
      access_token: '00Dx0000000BV7z!AR8AQP0jITN80ESEsj5EbaZTFG0R',
    },
    grants: ['5Aep8614iLM.Dq661ePDmPEgaAW9Oh_L3JKkDpB4', 7_200, null],
    identity: [
      'https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P',
      'https://yourInstance.salesforce.com/',
    ],
    dead: [400, { error: 'invalid_grant', error_description: 'expired access/refresh token' }],
  },
  quickbooks: {
    from: 'https://github.com/intuit/oauth-jsclient (the README, and the ID token of its tests)',
    answer: {
      token_type: 'bearer',
      access_token: 'eyJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiYWxnIjoiZGlyIn0',
      refresh_token: 'AB11570127472xkApQcsuqTXgmXTmslIuWq7qhxlcMWHfC',
      expires_in: 3_600,
      x_refresh_token_expires_in: 8_726_400,
      id_token: idToken({
        sub: 'b053d994-07d5-468d-b7ee-22e349d2e739',
        aud: ['clientID'],
        realmid: '1108033471',
        iss: 'https://oauth.platform.intuit.com/op/v1',
      }),
    },
    grants: ['AB11570127472xkApQcsuqTXgmXTmslIuWq7qhxlcMWHfC', 3_600, null],
    identity: ['1108033471:b053d994-07d5-468d-b7ee-22e349d2e739', '1108033471'],
    dead: oauthRefusal,
  },
  zoom: {
    from: 'the public collection of Zoom, the tokens made up',
    answer: {
      access_token: 'eyJhbGciOiJIUzUxMiJ9.e30.c2ln',
      token_type: 'bearer',
      refresh_token: 'eyJhbGciOiJIUzUxMiJ9.e30.cmVm',
      expires_in: 3_599,
      scope: 'user:read:user',
    },
    grants: ['eyJhbGciOiJIUzUxMiJ9.e30.cmVm', 3_599, ['user:read:user']],
    account: { id: 'KDcuGIm1QgePTO8WbOqwIQ', email: 'jchill@example.com', display_name: 'Jill Chill' },
    identity: ['KDcuGIm1QgePTO8WbOqwIQ', 'jchill@example.com'],
    dead: [401, { reason: 'Invalid Token!', error: 'invalid_request' }],
  },
  discord: {
    from: 'https://discord.com/developers/docs/topics/oauth2',
    answer: {
      access_token: '6qrZcUqja7812RVdnEKjpzOL4CvHBFG',
      token_type: 'Bearer',
      expires_in: 604_800,
      refresh_token: 'D43f5y0ahjqew82jZ4NViEr2YafMKhue',
      scope: 'identify',
    },
    grants: ['D43f5y0ahjqew82jZ4NViEr2YafMKhue', 604_800, ['identify']],
    account: { id: '80351110224678912', username: 'Nelly', global_name: null },
    identity: ['80351110224678912', 'Nelly'],
    dead: oauthRefusal,
  },
  linear: {
    from: 'public code of the exchange',
    answer: {
      access_token: 'lin_oauth_access',
      token_type: 'Bearer',
      expires_in: 86_399,
      scope: 'read write',
      refresh_token: 'lin_refresh',
    },
    grants: ['lin_refresh', 86_399, ['read', 'write']],
    account: {
      data: { viewer: { id: 'v-1', name: 'Ada', email: 'ada@acme.example', organization: { name: 'Acme' } } },
    },
    identity: ['v-1', 'Acme ada@acme.example'],
    dead: oauthRefusal,
  },
  atlassian: {
    from: 'public code of the exchange, the values made up',
    answer: {
      access_token: 'eyJhbGciOiJSUzI1NiJ9',
      expires_in: 3_600,
      scope: 'read:me read:jira-work offline_access',
      refresh_token: 'eyJraWQiOiI1MWE2YjE2MjRlMTQ5ZDFiYTdhM2VmZjciLCJhbGciOiJSUzI1NiJ9',
      token_type: 'Bearer',
    },
    grants: [
      'eyJraWQiOiI1MWE2YjE2MjRlMTQ5ZDFiYTdhM2VmZjciLCJhbGciOiJSUzI1NiJ9',
      3_600,
      ['read:me', 'read:jira-work', 'offline_access'],
    ],
    account: { account_id: '112233aa-bb11-cc22-33dd-445566abcabc', email: 'mia@example.com', name: 'Mia' },
    identity: ['112233aa-bb11-cc22-33dd-445566abcabc', 'mia@example.com'],
    dead: [403, { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' }],
  },
  linkedin: {
    from: 'https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens',
    answer: {
      access_token:
        'BBBB2kXITHELmWblJigbHEuoFdfRhOwGA0QNnumBI8XOVSs0HtOHEU-wvaKrkMLfxxaB1O4poRg2svCWWgwhebQhqrETYlLikJJMgRAvH1ostjXd3DP3BtwzCGeTQ7K9vvAqfQK5iG_eyS',
      expires_in: 86_400,
      refresh_token:
        'AQWAft_WjYZKwuWXLC5hQlghgTam-tuT8CvFej9-XxGyqeER_7jTr8HmjiGjqil13i7gMFjyDxh1g7C_G1gyTZmfcD0Bo2oEHofNAkr',
      refresh_token_expires_in: 439_200,
      scope: 'r_basicprofile',
    },
    grants: [
      'AQWAft_WjYZKwuWXLC5hQlghgTam-tuT8CvFej9-XxGyqeER_7jTr8HmjiGjqil13i7gMFjyDxh1g7C_G1gyTZmfcD0Bo2oEHofNAkr',
      86_400,
      ['r_basicprofile'],
    ],
    account: { sub: '782bbtaQ', name: 'John Doe', email: 'doe@example.com' },
    identity: ['782bbtaQ', 'doe@example.com'],
    dead: [
      400,
      {
        error: 'invalid_request',
        error_description: 'The provided authorization grant or refresh token is invalid, expired or revoked',
      },
    ],
  },
  oura: {
    from: 'public code; the account of the OpenAPI document',
    answer: { token_type: 'bearer', access_token: 'AT', expires_in: 86_400, refresh_token: 'RT' },
    grants: ['RT', 86_400, null],
    account: { id: '8f9a5221-639e-4a85-81cb-4065ef23f979', age: 31, email: 'example@example.com' },
    identity: ['8f9a5221-639e-4a85-81cb-4065ef23f979', 'example@example.com'],
    dead: oauthRefusal,
  },
}
