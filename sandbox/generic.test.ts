import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json, redirectUri, testSandbox } from './testing.ts'

const credentials = { client_id: '10001', client_secret: 'sandbox-secret' }

test('tokens carry their scope and no athlete, and the redirect names the issuer', async (t) => {
  const sandbox = await testSandbox(t, { profile: 'generic' })
  const back = await sandbox.consent({ scope: 'openid email' })
  const wish = {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
  }

  const answer = await sandbox.post('/oauth/token', { ...credentials, ...wish })

  const { access_token: _, refresh_token: __, ...rest } = await json(answer)
  assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 21_600, scope: 'openid email' })
  assert.deepEqual([...back.searchParams.keys()], ['state', 'code', 'iss'])
  assert.equal(back.searchParams.get('iss'), sandbox.url)
  assert.equal(answer.headers.get('cache-control'), 'no-store')
})

test('a refresh makes a new pair every time, and a spent token is an invalid grant', async (t) => {
  const sandbox = await testSandbox(t, { profile: 'generic' })
  const given = sandbox.give()

  const first = await json(await sandbox.refresh(given.refreshToken))
  const again = await sandbox.refresh(given.refreshToken)

  assert.notEqual(first['refresh_token'], given.refreshToken)
  assert.equal(again.status, 400)
  assert.deepEqual(await json(again), {
    error: 'invalid_grant',
    error_description: 'The refresh token is not valid.',
  })
})

test('the redirect URI must be repeated, and a parameter must not', async (t) => {
  const sandbox = await testSandbox(t, { profile: 'generic' })
  const code = (await sandbox.consent()).searchParams.get('code') ?? ''
  const wish = new URLSearchParams({ ...credentials, grant_type: 'authorization_code', code })

  const missing = await fetch(`${sandbox.url}/oauth/token`, { method: 'POST', body: wish })
  const doubled = await fetch(`${sandbox.url}/oauth/token`, { method: 'POST', body: `${wish}&code=${code}` })

  assert.equal((await json(missing))['error'], 'invalid_grant')
  assert.equal((await json(doubled))['error'], 'invalid_request')
})

test('a verifier without a challenge is refused', async (t) => {
  const sandbox = await testSandbox(t, { profile: 'generic' })
  const code = (await sandbox.consent()).searchParams.get('code') ?? ''
  const wish = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: 'v'.repeat(43),
  }

  assert.equal((await sandbox.post('/oauth/token', { ...credentials, ...wish })).status, 400)
})

test('two ways of client authentication at once are refused', async (t) => {
  const sandbox = await testSandbox(t, { profile: 'generic' })
  const given = sandbox.give()
  const basic = Buffer.from('10001:sandbox-secret').toString('base64')
  const wish = { ...credentials, grant_type: 'refresh_token', refresh_token: given.refreshToken }

  const answer = await sandbox.post('/oauth/token', wish, { authorization: `Basic ${basic}` })

  assert.equal((await json(answer))['error'], 'invalid_request')
})

test('revoking a refresh token ends its grant, an access token only itself, an unknown token nothing', async (t) => {
  const sandbox = await testSandbox(t, { profile: 'generic' })
  const [one, two] = [sandbox.give(), sandbox.give()]
  const revoke = (token: string) => sandbox.post('/oauth/revoke', { ...credentials, token })

  const statuses = [await revoke(one.refreshToken), await revoke(two.accessToken), await revoke('unknown')]

  assert.deepEqual(
    statuses.map(({ status }) => status),
    [200, 200, 200],
  )
  assert.equal((await sandbox.get('/userinfo', one.accessToken)).status, 401)
  assert.equal((await sandbox.get('/userinfo', two.accessToken)).status, 401)
  assert.equal((await sandbox.refresh(one.refreshToken)).status, 400)
  assert.equal((await sandbox.refresh(two.refreshToken)).status, 200)
})

test('an app cannot revoke the token of another', async (t) => {
  const sandbox = await testSandbox(t, { profile: 'generic' })
  sandbox.clients.register({ id: '2', secret: 'two' })
  const given = sandbox.give()

  await sandbox.post('/oauth/revoke', { client_id: '2', client_secret: 'two', token: given.refreshToken })
  const wrong = await sandbox.post('/oauth/revoke', {
    client_id: '2',
    client_secret: 'x',
    token: given.refreshToken,
  })

  assert.equal(wrong.status, 401)
  assert.equal(sandbox.grants.live().length, 1)
})

test('userinfo says who it is, and discovery where everything is', async (t) => {
  const sandbox = await testSandbox(t, { profile: 'generic' })
  const given = sandbox.give()

  const who = await json(await sandbox.get('/userinfo', given.accessToken))
  const metadata = await json(await sandbox.get('/.well-known/oauth-authorization-server'))

  assert.equal(who['sub'], '90210001')
  assert.equal(metadata['issuer'], sandbox.url)
  assert.equal(metadata['token_endpoint'], `${sandbox.url}/oauth/token`)
})
