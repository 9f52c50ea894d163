import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Exchange } from '../../../../kit/http-client.ts'
import { strava } from '../strava.ts'
import type { Provider } from '../provider.ts'
import { basic, exchangeDeadlineMilliseconds } from './client-authentication.ts'
import { exchangeCode, refreshGrant } from './grant.ts'
import { anIdToken } from './id-token.fixture.ts'
import { answered, app, aProvider, atNoon, scriptedHttp, showing } from './scripted-http.fixture.ts'

const twoSecrets = { clientId: 'client', clientSecrets: ['new-secret', 'old-secret'] }
const tokens = answered({ access_token: 'access', refresh_token: 'next', expires_in: 3_600 })
const clientRefused = answered({ error: 'invalid_client' }, { status: 401 })
const exchange = { code: 'the code', redirectUri: 'https://keyhold.test/acme/callback', clock: atNoon }
const refresh = { refreshToken: 'spent', clock: atNoon }

describe('a code', () => {
  test('is exchanged by one POST on a fresh connection, with redirect URI and verifier', async () => {
    const { http, requests, form } = scriptedHttp(tokens)
    const provider = aProvider({ tokenParameters: { resource: 'x' } })

    const outcome = await exchangeCode(http, provider, app, { ...exchange, verifier: 'the verifier' })

    assert.equal(outcome.kind, 'granted')
    assert.equal(requests[0]?.method, 'POST')
    assert.equal(requests[0]?.url.href, 'https://acme.test/token')
    assert.equal(requests[0]?.freshConnection, true)
    assert.equal(requests[0]?.deadlineMilliseconds, 28_000)
    assert.deepEqual(Object.fromEntries(form()), {
      grant_type: 'authorization_code',
      code: 'the code',
      redirect_uri: exchange.redirectUri,
      code_verifier: 'the verifier',
      client_id: 'client',
      client_secret: 'new-secret',
      resource: 'x',
    })
  })

  test('of Strava brings the scopes of its redirect', async () => {
    const { http } = scriptedHttp(tokens)

    const outcome = await exchangeCode(http, strava as Provider, app, {
      ...exchange,
      redirectScope: 'read,activity:read',
    })

    assert.ok(outcome.kind === 'granted')
    assert.deepEqual(outcome.tokens.scope, ['read', 'activity:read'])
  })
})

describe('a refresh', () => {
  test('presents the refresh token and counts the new expiry from its start', async () => {
    const { http, form } = scriptedHttp(tokens)
    const clock = showing('2026-01-01T12:00:00Z', '2026-01-01T12:00:00Z', '2026-01-01T12:00:20Z')

    const outcome = await refreshGrant(http, aProvider(), app, { refreshToken: 'spent', clock })

    assert.ok(outcome.kind === 'granted')
    assert.equal(outcome.tokens.expiresAt?.toISOString(), '2026-01-01T13:00:00.000Z')
    assert.equal(form().get('grant_type'), 'refresh_token')
    assert.equal(form().get('refresh_token'), 'spent')
  })

  test('tells a clock that is off by more than five minutes', async () => {
    const { http } = scriptedHttp(
      answered({ access_token: 'a', expires_in: 60 }, { date: '2026-01-01T14:00:00Z' }),
    )

    const outcome = await refreshGrant(http, aProvider(), app, refresh)

    assert.equal(outcome.clockSkewSeconds, 7_200)
  })

  test('is never sent again by itself, whatever came of it', async () => {
    const endings: Exchange[] = [
      { kind: 'unknown', cause: new Error('reset') },
      { kind: 'not_sent', cause: new Error('refused') },
      answered('busy', { status: 503 }),
      answered({ error: 'invalid_grant' }, { status: 400 }),
      answered('{"trunc'),
    ]
    for (const ending of endings) {
      const { http, requests } = scriptedHttp(ending)

      await refreshGrant(http, aProvider(), twoSecrets, refresh)

      assert.equal(requests.length, 1)
    }
  })

  test('ignores an ID token beside the tokens: what was granted is kept', async () => {
    const { http } = scriptedHttp(answered({ access_token: 'a', id_token: 'not.a.token' }))

    const outcome = await refreshGrant(
      http,
      aProvider({ openid: true, issuer: 'https://acme.test' }),
      app,
      refresh,
    )

    assert.equal(outcome.kind, 'granted')
  })

  test('is written as JSON for a provider that wants it so, the client where it always stands', async () => {
    const { http, requests } = scriptedHttp(tokens, tokens)
    const tokenRequestBody = 'json'

    await refreshGrant(http, aProvider({ tokenRequestBody }), app, refresh)
    await refreshGrant(
      http,
      aProvider({ tokenRequestBody, tokenEndpointAuth: 'client_secret_basic' }),
      app,
      refresh,
    )

    const parameters = { grant_type: 'refresh_token', refresh_token: 'spent' }
    assert.equal(requests[0]?.headers?.['content-type'], 'application/json')
    assert.deepEqual(JSON.parse(String(requests[0]?.body)), {
      ...parameters,
      client_id: 'client',
      client_secret: 'new-secret',
    })
    assert.equal(requests[1]?.headers?.authorization, basic('client', 'new-secret'))
    assert.deepEqual(JSON.parse(String(requests[1]?.body)), parameters)
  })

  test('may be changed by a hook just before it leaves', async () => {
    const { http, requests } = scriptedHttp(tokens)
    const provider = aProvider(
      {},
      {
        tokenRequest: (request) => ({ ...request, headers: { ...request.headers, 'x-version': '2' } }),
      },
    )

    await refreshGrant(http, provider, app, refresh)

    assert.equal(requests[0]?.headers?.['x-version'], '2')
  })
})

describe('a client with two secrets', () => {
  test('is tried with the older one only after the provider answered that it does not know the newer', async () => {
    const { http, form } = scriptedHttp(clientRefused, tokens)

    const outcome = await refreshGrant(http, aProvider(), twoSecrets, refresh)

    assert.equal(outcome.kind, 'granted')
    assert.deepEqual(
      [form(0).get('client_secret'), form(1).get('client_secret')],
      ['new-secret', 'old-secret'],
    )
  })

  test('that is known by neither is the app’s fault, not the connection’s', async () => {
    const { http } = scriptedHttp(clientRefused, clientRefused)

    const outcome = await refreshGrant(http, aProvider(), twoSecrets, refresh)

    assert.deepEqual([outcome.kind, 'code' in outcome && outcome.code], ['app', 'invalid_client'])
  })

  test('shares one deadline among both tries, and does not begin one it cannot end', async () => {
    const inTime = scriptedHttp(clientRefused, tokens)
    const tooLate = scriptedHttp(clientRefused)
    const start = '2026-01-01T12:00:00Z'
    const after = (seconds: number) =>
      showing(start, start, start, new Date(Date.parse(start) + seconds * 1_000).toISOString())

    await refreshGrant(inTime.http, aProvider(), twoSecrets, { ...refresh, clock: after(20) })
    const outcome = await refreshGrant(tooLate.http, aProvider(), twoSecrets, {
      ...refresh,
      clock: after(27.5),
    })

    assert.equal(inTime.requests[1]?.deadlineMilliseconds, exchangeDeadlineMilliseconds - 20_000)
    assert.equal(outcome.kind, 'app')
  })
})

describe('a client proves who it is', () => {
  test('by Basic with both parts form-encoded, its secret nowhere else', async () => {
    const { http, requests, form } = scriptedHttp(tokens)
    const odd = { clientId: 'a b', clientSecrets: ['p:/ü'] }

    await refreshGrant(http, aProvider({ tokenEndpointAuth: 'client_secret_basic' }), odd, refresh)

    const expected = `Basic ${Buffer.from('a+b:p%3A%2F%C3%BC').toString('base64')}`
    assert.equal(requests[0]?.headers?.authorization, expected)
    assert.deepEqual([...form().keys()], ['grant_type', 'refresh_token'])
    assert.equal(basic('abc-1_2.3', 'x'), `Basic ${Buffer.from('abc-1_2.3:x').toString('base64')}`)
  })

  test('by its id alone when it has no secret', async () => {
    for (const tokenEndpointAuth of ['client_secret_basic', 'client_secret_post'] as const) {
      const { http, requests, form } = scriptedHttp(tokens)

      await refreshGrant(
        http,
        aProvider({ tokenEndpointAuth }),
        { clientId: 'client', clientSecrets: [] },
        refresh,
      )

      assert.equal(requests[0]?.headers?.authorization, undefined)
      assert.deepEqual([form().get('client_id'), form().get('client_secret')], ['client', null])
    }
  })
})

describe('with an OpenID provider', () => {
  const provider = aProvider({
    openid: true,
    issuer: 'https://acme.test',
    identity: { from: 'id_token', label: [['/email']] },
  })
  const claims = {
    iss: 'https://acme.test',
    aud: 'client',
    sub: 'user-1',
    nonce: 'the nonce',
    email: 'a@acme.test',
  }

  test('a code brings the identity of its checked ID token', async () => {
    const { http } = scriptedHttp(answered({ access_token: 'a', id_token: anIdToken(claims) }))

    const outcome = await exchangeCode(http, provider, app, { ...exchange, nonce: 'the nonce' })

    assert.ok(outcome.kind === 'granted')
    assert.deepEqual(outcome.tokens.identity, { subject: 'user-1', label: 'a@acme.test' })
  })

  for (const [what, id_token] of Object.entries({
    'no ID token': undefined,
    'one for another client': anIdToken({ ...claims, aud: 'other' }),
    'one of another request': anIdToken({ ...claims, nonce: 'other' }),
    'one of another issuer': anIdToken({ ...claims, iss: 'https://evil.test' }),
  })) {
    test(`a code with ${what} is no grant`, async () => {
      const { http } = scriptedHttp(answered({ access_token: 'a', id_token }))

      const outcome = await exchangeCode(http, provider, app, { ...exchange, nonce: 'the nonce' })

      assert.deepEqual([outcome.kind, 'code' in outcome && outcome.code], ['terminal', 'id_token_invalid'])
      assert.ok(!('tokens' in outcome))
    })
  }
})
