import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorizeUrl } from './oauth/authorize-url.ts'
import { refreshGrant } from './oauth/grant.ts'
import { answered, app, atNoon, scriptedHttp } from './oauth/scripted-http.fixture.ts'
import type { Provider } from './provider.ts'
import { withings } from './withings.ts'

const refresh = async (body: unknown) => {
  const { http, form } = scriptedHttp(answered(body))
  const outcome = await refreshGrant(http, withings as Provider, app, {
    refreshToken: 'spent',
    clock: atNoon,
  })
  return { outcome, form: Object.fromEntries(form()) }
}

test('Withings is asked with its action, the client and scopes with commas', async () => {
  const { form } = await refresh({ status: 0, body: { access_token: 'a' } })
  const url = authorizeUrl(withings as Provider, app, {
    redirectUri: 'https://k.test',
    scopes: [],
    state: 's',
  })

  assert.deepEqual(form, {
    action: 'requesttoken',
    grant_type: 'refresh_token',
    refresh_token: 'spent',
    client_id: 'client',
    client_secret: 'new-secret',
  })
  assert.equal(url.searchParams.get('scope'), 'user.info,user.metrics')
})

test('an answer of 200 with a status of its own is a refusal, and never where it carries a token', async () => {
  const refusal = { status: 503, body: {}, error: 'Invalid Params: invalid refresh_token' }
  const cases: [unknown, string][] = [
    [refusal, 'terminal'],
    [{ status: 601, error: 'Too Many Request' }, 'transient'],
    [{ status: 2_555, error: 'An unknown error occurred' }, 'transient'],
    [{ ...refusal, body: { access_token: 'a' } }, 'granted'],
    [{ status: 0, body: {} }, 'unparsed'],
    [{ body: {} }, 'unparsed'],
  ]

  for (const [body, kind] of cases) {
    const { outcome } = await refresh(body)

    assert.equal(outcome.kind, kind, JSON.stringify(body))
  }
})
