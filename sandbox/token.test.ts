import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { json, redirectUri, type TestSandbox, testSandbox } from './testing.ts'

const credentials = { client_id: '10001', client_secret: 'sandbox-secret' }
const badCode = {
  message: 'Bad Request',
  errors: [{ resource: 'RequestToken', field: 'code', code: 'invalid' }],
}
const verifier = 'a-verifier-of-more-than-forty-three-characters'

const exchange = (sandbox: TestSandbox, code: string | null, form: Record<string, string> = {}) =>
  sandbox.post('/oauth/token', {
    ...credentials,
    grant_type: 'authorization_code',
    code: code ?? '',
    ...form,
  })

const aCode = async (sandbox: TestSandbox, question: Record<string, string> = {}) =>
  (await sandbox.consent(question)).searchParams.get('code')

test('a code is exchanged for tokens and the athlete, in the shape of Strava', async (t) => {
  const sandbox = await testSandbox(t)

  const answer = await json(await exchange(sandbox, await aCode(sandbox)))

  const { athlete, access_token, refresh_token, ...rest } = answer
  assert.deepEqual(rest, {
    token_type: 'Bearer',
    expires_at: sandbox.clock.seconds() + 21_600,
    expires_in: 21_600,
  })
  assert.match(`${String(access_token)} ${String(refresh_token)}`, /^[0-9a-f]{40} [0-9a-f]{40}$/)
  assert.equal((athlete as { id: number }).id, 90_210_001)
})

test('a code is good for one exchange', async (t) => {
  const sandbox = await testSandbox(t)
  const code = await aCode(sandbox)
  await exchange(sandbox, code)

  const again = await exchange(sandbox, code)

  assert.equal(again.status, 400)
  assert.deepEqual(await json(again), badCode)
  assert.equal(sandbox.grants.live().length, 1)
})

test('a code used twice ends what it brought, under reuse detection', async (t) => {
  const sandbox = await testSandbox(t, { rotation: 'reuse' })
  const code = await aCode(sandbox)
  await exchange(sandbox, code)

  await exchange(sandbox, code)

  assert.equal(sandbox.grants.all()[0]?.endedBecause, 'code_replayed')
})

test('a code ends after ten minutes', async (t) => {
  const sandbox = await testSandbox(t)
  const code = await aCode(sandbox)
  sandbox.clock.advance(600)

  assert.equal((await exchange(sandbox, code)).status, 400)
})

test('a code is refused with another redirect URI than it was given to', async (t) => {
  const sandbox = await testSandbox(t)
  const code = await aCode(sandbox)

  assert.equal((await exchange(sandbox, code, { redirect_uri: `${redirectUri}/other` })).status, 400)
  assert.equal((await exchange(sandbox, code, { redirect_uri: redirectUri })).status, 200)
})

test('a code given to a challenge needs the verifier that fits it', async (t) => {
  const sandbox = await testSandbox(t)
  const challenge = { code_challenge: hash('sha256', verifier, 'base64url'), code_challenge_method: 'S256' }
  const code = await aCode(sandbox, challenge)

  assert.equal((await exchange(sandbox, code)).status, 400)
  assert.equal((await exchange(sandbox, code, { code_verifier: `${verifier}x` })).status, 400)
  assert.equal((await exchange(sandbox, code, { code_verifier: verifier })).status, 200)
})

test('a code of another app is refused', async (t) => {
  const sandbox = await testSandbox(t)
  sandbox.clients.register({ id: '2', secret: 'two' })
  const code = await aCode(sandbox)

  assert.equal((await exchange(sandbox, code, { client_id: '2', client_secret: 'two' })).status, 400)
})

test('parameters are taken from a form, from JSON, from the query and under both addresses', async (t) => {
  const sandbox = await testSandbox(t)
  const given = sandbox.give()
  const wish = { ...credentials, grant_type: 'refresh_token', refresh_token: given.refreshToken }
  const asJson = { body: JSON.stringify(wish), headers: { 'content-type': 'application/json' } }

  const answers = [
    await sandbox.post('/oauth/token', wish),
    await fetch(`${sandbox.url}/oauth/token`, { method: 'POST', ...asJson }),
    await sandbox.post(`/api/v3/oauth/token?${new URLSearchParams(wish)}`),
  ]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  )
})

test('the client may authenticate by HTTP Basic, its parts encoded as in a form', async (t) => {
  const sandbox = await testSandbox(t, { clients: [{ id: 'my app', secret: 'a:b&c' }] })
  const given = sandbox.give()
  const basic = Buffer.from('my+app:a%3Ab%26c').toString('base64')
  const wish = { grant_type: 'refresh_token', refresh_token: given.refreshToken }

  const answer = await sandbox.post('/oauth/token', wish, { authorization: `Basic ${basic}` })

  assert.equal(answer.status, 200)
})

test('both secrets of a rotating pair are accepted, and no other', async (t) => {
  const sandbox = await testSandbox(t, { clients: [{ id: '1', secret: ['old', 'new'] }] })
  const { refreshToken } = sandbox.give()

  const statuses = ['old', 'new', 'none'].map(async (secret) => {
    const answer = await sandbox.refresh(refreshToken, { client_secret: secret })
    return answer.status
  })

  assert.deepEqual(await Promise.all(statuses), [200, 200, 401])
})

test('an unknown app and a wrong secret are refused in the words of Strava', async (t) => {
  const sandbox = await testSandbox(t)

  const unknown = await sandbox.refresh('any', { client_id: '9' })
  const wrong = await sandbox.refresh('any', { client_secret: 'wrong' })

  assert.equal(unknown.status, 400)
  assert.deepEqual(await json(unknown), {
    message: 'Bad Request',
    errors: [{ resource: 'Application', field: 'client_id', code: 'invalid' }],
  })
  assert.equal(wrong.status, 401)
  assert.deepEqual(await json(wrong), {
    message: 'Authorization Error',
    errors: [{ resource: 'Application', field: '', code: 'invalid' }],
  })
})

test('an unknown grant type is refused', async (t) => {
  const sandbox = await testSandbox(t)

  assert.equal((await sandbox.post('/oauth/token', { ...credentials, grant_type: 'password' })).status, 400)
})

test('the ledger shows fingerprints and never a token', async (t) => {
  const sandbox = await testSandbox(t)
  const given = sandbox.give()
  const answer = await json(await sandbox.refresh(given.refreshToken))

  const ledger = JSON.stringify(sandbox.calls.all())

  for (const secret of [
    given.refreshToken,
    given.accessToken,
    String(answer['access_token']),
    'sandbox-secret',
  ]) {
    assert.equal(ledger.includes(secret), false)
  }
  assert.equal(sandbox.calls.presenting(given.refreshToken).length, 1)
})
