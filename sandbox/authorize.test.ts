import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json, redirectUri, testSandbox } from './testing.ts'

const question = `client_id=10001&redirect_uri=${encodeURIComponent(redirectUri)}&response_type=code&state=a%26b`
const page = `/oauth/authorize?${question}&scope=read,activity:read`

test('the page offers accounts and the asked scopes, and nothing is approved by looking at it', async (t) => {
  const sandbox = await testSandbox(t)

  const answer = await sandbox.get(`${page}&approval_prompt=auto`)

  const text = await answer.text()
  assert.equal(answer.status, 200)
  assert.match(text, /Ada Fjell/)
  assert.match(text, /name="scope" value="activity:read" checked/)
  assert.match(text, /<button class="main" name="decision" value="approve">/)
  assert.match(answer.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
  assert.equal(sandbox.grants.all().length, 0)
})

test('the page shows an app name as text, whatever it contains', async (t) => {
  const sandbox = await testSandbox(t, { clients: [{ id: '10001', secret: 's', name: '<img src=x>' }] })

  const text = await (await sandbox.get(page)).text()

  assert.equal(text.includes('<img'), false)
})

test('approving leads back with code, state and the granted scopes', async (t) => {
  const sandbox = await testSandbox(t)

  const back = await sandbox.consent({ state: 'a&b' }, { scope: 'read' })

  assert.equal(back.origin + back.pathname, redirectUri)
  assert.deepEqual([...back.searchParams.keys()], ['state', 'code', 'scope'])
  assert.equal(back.searchParams.get('state'), 'a&b')
  assert.equal(back.searchParams.get('scope'), 'read')
})

test('a scope that was not asked for is not granted', async (t) => {
  const sandbox = await testSandbox(t)

  const back = await sandbox.consent({ scope: 'read' }, { scope: 'read,activity:write' })

  assert.equal(back.searchParams.get('scope'), 'read')
})

test('a page with every box unticked grants nothing', async (t) => {
  const sandbox = await testSandbox(t)

  const back = await sandbox.consent({}, { from_page: '1' })

  assert.equal(back.searchParams.get('scope'), '')
})

test('all parameters may come in the form alone', async (t) => {
  const sandbox = await testSandbox(t)
  const asked = { client_id: '10001', redirect_uri: redirectUri, response_type: 'code', scope: 'read' }

  const answer = await sandbox.post('/oauth/authorize', {
    ...asked,
    decision: 'approve',
    athlete: '90210002',
  })

  assert.match(answer.headers.get('location') ?? '', /code=[0-9a-f]{40}&scope=read$/)
})

test('denying leads back with access_denied and the state', async (t) => {
  const sandbox = await testSandbox(t)

  const back = await sandbox.consent({}, { decision: 'deny' })

  assert.equal(back.search, '?state=s&error=access_denied')
})

test('nobody is sent to an address that is not the app’s', async (t) => {
  const sandbox = await testSandbox(t)

  const answer = await sandbox.get(
    '/oauth/authorize?client_id=10001&response_type=code&redirect_uri=https://evil.test/',
  )

  assert.equal(answer.status, 400)
  assert.deepEqual((await json(answer))['errors'], [
    { resource: 'Application', field: 'redirect_uri', code: 'invalid' },
  ])
})

test('a registered domain may be returned to', async (t) => {
  const clients = [{ id: '10001', secret: 's', callbackDomains: ['keyhold.test'] }]
  const sandbox = await testSandbox(t, { clients })

  const back = await sandbox.consent({ redirect_uri: 'https://keyhold.test/cb' })

  assert.equal(back.host, 'keyhold.test')
})

test('an unknown app is refused, and another response type or an unhashed challenge is sent back', async (t) => {
  const sandbox = await testSandbox(t)

  const token = await sandbox.consent({ response_type: 'token' })
  const plain = await sandbox.consent({ code_challenge: 'x', code_challenge_method: 'plain' })

  assert.equal((await sandbox.get('/oauth/authorize?client_id=9')).status, 400)
  assert.equal(token.searchParams.get('error'), 'unsupported_response_type')
  assert.equal(plain.searchParams.get('error'), 'invalid_request')
})

test('a look approves by itself only when the control says so, and never when a page is forced', async (t) => {
  const sandbox = await testSandbox(t)
  sandbox.settings.autoApprove = { athleteId: 90_210_003 }

  const auto = await sandbox.get(page)
  const forced = await sandbox.get(`${page}&approval_prompt=force`)

  assert.equal(auto.status, 302)
  assert.equal(sandbox.calls.to('authorize')[0]?.athleteId, 90_210_003)
  assert.equal(forced.status, 200)
})
