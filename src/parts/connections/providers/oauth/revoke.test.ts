import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dropbox } from '../dropbox.ts'
import { github } from '../github.ts'
import { google } from '../google.ts'
import { notion } from '../notion.ts'
import type { Provider } from '../provider.ts'
import { slack } from '../slack.ts'
import { spotify } from '../spotify.ts'
import { strava } from '../strava.ts'
import { xero } from '../xero.ts'
import { zoom } from '../zoom.ts'
import { revokeGrant } from './revoke.ts'
import { answered, app, atNoon, scriptedHttp } from './scripted-http.fixture.ts'

const grant = { accessToken: 'access', refreshToken: 'refresh', clock: atNoon }
const basicHeader = `Basic ${Buffer.from('client:new-secret').toString('base64')}`

describe('a grant is ended', () => {
  test('at Strava by the bearer alone, which its answer repeats to nobody', async () => {
    const { http, requests } = scriptedHttp(answered({ access_token: 'access' }))

    const outcome = await revokeGrant(http, strava as Provider, app, grant)

    assert.equal(outcome, 'revoked')
    assert.equal(requests[0]?.url.href, 'https://www.strava.com/oauth/deauthorize')
    assert.equal(requests[0]?.headers?.authorization, 'Bearer access')
    assert.equal(requests[0]?.body, '')
    assert.equal(strava.revoke?.needsLiveAccessToken, true)
  })

  test('at Google by either token, without a client', async () => {
    const { http, requests, form } = scriptedHttp(answered({}), answered({}))

    await revokeGrant(http, google as Provider, app, grant)
    await revokeGrant(http, google as Provider, app, { ...grant, refreshToken: null })

    assert.deepEqual([form(0).toString(), form(1).toString()], ['token=refresh', 'token=access'])
    assert.equal(requests[0]?.headers?.authorization, undefined)
  })

  test('at GitHub by DELETE with the client and a JSON body', async () => {
    const { http, requests } = scriptedHttp(answered('', { status: 204 }))

    const outcome = await revokeGrant(http, github as Provider, app, grant)

    assert.equal(outcome, 'revoked')
    assert.equal(requests[0]?.method, 'DELETE')
    assert.equal(requests[0]?.url.href, 'https://api.github.com/applications/client/grant')
    assert.equal(requests[0]?.headers?.authorization, basicHeader)
    assert.equal(requests[0]?.body, '{"access_token":"access"}')
  })

  test('at Notion with the version it wants', async () => {
    const { http, requests } = scriptedHttp(answered({ request_id: 'r' }))

    await revokeGrant(http, notion as Provider, app, grant)

    assert.equal(requests[0]?.headers?.authorization, basicHeader)
    assert.equal(requests[0]?.headers?.['notion-version'], '2025-09-03')
    assert.equal(requests[0]?.body, '{"token":"access"}')
  })

  test('at Dropbox without any body, which it would refuse', async () => {
    const { http, requests } = scriptedHttp(answered('null'))

    await revokeGrant(http, dropbox as Provider, app, grant)

    assert.equal(requests[0]?.headers?.authorization, 'Bearer access')
    assert.equal(requests[0]?.headers?.['content-type'], undefined)
    assert.equal(requests[0]?.body, undefined)
  })

  test('at Zoom by the access token in the address, with the client', async () => {
    const { http, requests } = scriptedHttp(answered({ status: 'success' }))

    const outcome = await revokeGrant(http, zoom as Provider, app, grant)

    assert.equal(outcome, 'revoked')
    assert.equal(requests[0]?.url.href, 'https://zoom.us/oauth/revoke?token=access')
    assert.equal(requests[0]?.headers?.authorization, basicHeader)
  })

  test('at Xero by RFC 7009', async () => {
    const { http, requests, form } = scriptedHttp(answered(''))

    await revokeGrant(http, xero as Provider, app, grant)

    assert.equal(requests[0]?.headers?.authorization, basicHeader)
    assert.equal(form().toString(), 'token=refresh')
  })

  test('with the older secret when the newer is not known', async () => {
    const { http, requests } = scriptedHttp(
      answered({ error: 'invalid_client' }, { status: 401 }),
      answered(''),
    )

    const outcome = await revokeGrant(
      http,
      xero as Provider,
      { clientId: 'client', clientSecrets: ['a', 'b'] },
      grant,
    )

    assert.equal(outcome, 'revoked')
    assert.equal(requests[1]?.headers?.authorization, `Basic ${Buffer.from('client:b').toString('base64')}`)
  })
})

describe('a grant was dead before', () => {
  test('when the provider refuses the token', async () => {
    for (const [provider, exchange] of [
      [strava, answered({ message: 'Authorization Error' }, { status: 401 })],
      [google, answered({ error: 'invalid_token' }, { status: 400 })],
      [slack, answered({ ok: false, error: 'token_revoked' })],
      [xero, answered({ error: 'invalid_grant' }, { status: 400 })],
    ] as const) {
      assert.equal(
        await revokeGrant(scriptedHttp(exchange).http, provider as Provider, app, grant),
        'already_dead',
      )
    }
  })
})

describe('a grant is not ended', () => {
  const failing = async (provider: object, ...exchanges: Parameters<typeof scriptedHttp>) => {
    const outcome = await revokeGrant(scriptedHttp(...exchanges).http, provider as Provider, app, grant)
    assert.ok(typeof outcome === 'object')
    return outcome
  }

  test('where the provider has no way to', async () => {
    assert.equal((await failing(spotify)).retryable, false)
  })

  test('by an outage, a limit or no answer, which is worth another try', async () => {
    for (const exchange of [
      answered('<html>', { status: 503 }),
      answered('', { status: 429 }),
      { kind: 'unknown' as const, cause: new Error('reset') },
      { kind: 'not_sent' as const, cause: new Error('refused') },
      answered({ error: 'invalid_client' }, { status: 401 }),
    ]) {
      assert.equal((await failing(xero, exchange)).retryable, true)
    }
  })

  test('by an answer of 200 that says no', async () => {
    const outcome = await failing(slack, answered({ ok: false, error: 'fatal_error' }))

    assert.equal(outcome.failed, 'the provider answered 200 (fatal_error)')
  })

  test('by a refusal nobody knows, and the words repeat no token', async () => {
    const outcome = await failing(xero, answered({ error: 'refresh' }, { status: 400 }))

    assert.deepEqual(outcome, { failed: 'the provider answered 400 (REDACTED)', retryable: false })
  })

  test('without the token it needs', async () => {
    const nothing = { accessToken: null, refreshToken: null, clock: atNoon }
    for (const provider of [strava, google, github]) {
      assert.equal(
        typeof (await revokeGrant(scriptedHttp().http, provider as Provider, app, nothing)),
        'object',
      )
    }
  })
})
