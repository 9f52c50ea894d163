import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signedInHeaders } from '../../../../tests/support/operator.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { makeOperatorLink } from './session.ts'

const signIn = (
  world: TestWorld,
  token: string,
  headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
): Promise<Response> =>
  world.app.fetch(
    new Request('http://localhost:3000/api/operator/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ token }),
    }),
  )
type Browser = ReturnType<typeof signedInHeaders>
const get = (world: TestWorld, { cookie }: Browser): Promise<Response> =>
  world.app.fetch(new Request('http://localhost:3000/api/operator/session', { headers: { cookie } }))

async function signedIn(world: TestWorld): Promise<Browser> {
  const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })
  return signedInHeaders(await signIn(world, secret))
}

test('a link signs in once', async () => {
  const world = await testWorld()
  const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })

  const answers = [await signIn(world, secret), await signIn(world, secret)]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 401],
  )
})

test('a link is refused after 30 minutes', async () => {
  const world = await testWorld()
  const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })
  world.advance(30 * 60 + 1)

  assert.equal((await signIn(world, secret)).status, 401)
})

test('the cookie is HttpOnly and Strict', async () => {
  const world = await testWorld()
  const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })

  const [cookie = ''] = (await signIn(world, secret)).headers.getSetCookie()

  assert.match(cookie, /HttpOnly/)
  assert.match(cookie, /SameSite=Strict/)
})

test('a session ends after an hour without a request', async () => {
  const world = await testWorld()
  const browser = await signedIn(world)
  world.advance(50 * 60)
  const awake = await get(world, browser)
  world.advance(61 * 60)

  assert.deepEqual([awake.status, (await get(world, browser)).status], [200, 401])
})

test('a session ends after a day however busy it is', async () => {
  const world = await testWorld()
  const browser = await signedIn(world)
  for (let hour = 0; hour < 24; hour++) {
    assert.equal((await get(world, browser)).status, 200)
    world.advance(59 * 60)
  }
  world.advance(30 * 60)

  assert.equal((await get(world, browser)).status, 401)
})

test('signing out ends the session at once', async () => {
  const world = await testWorld()
  const browser = await signedIn(world)

  const out = await world.app.fetch(
    new Request('http://localhost:3000/api/operator/session', {
      method: 'DELETE',
      headers: { ...browser, 'sec-fetch-site': 'same-origin' },
    }),
  )

  assert.deepEqual([out.status, (await get(world, browser)).status], [204, 401])
})

test('a write with the cookie must come from our own pages', async () => {
  const world = await testWorld()
  const browser = await signedIn(world)
  const write = (headers: Record<string, string>) =>
    world.app.fetch(
      new Request('http://localhost:3000/api/operator/key-backup', {
        method: 'POST',
        headers: { ...browser, 'content-type': 'application/json', ...headers },
        body: '{"confirmed":true}',
      }),
    )

  const answers = await Promise.all([
    write({ 'sec-fetch-site': 'cross-site' }),
    write({ 'sec-fetch-site': 'same-site' }),
    write({ origin: 'https://evil.example' }),
    write({}),
    write({ 'sec-fetch-site': 'same-origin' }),
    write({ origin: 'http://localhost:3000' }),
  ])

  assert.deepEqual(
    answers.map(({ status }) => status),
    [403, 403, 403, 403, 204, 204],
  )
})

test('the operator’s key is taken from loopback only, and not through a proxy', async () => {
  const world = await testWorld({
    environment: { KEYHOLD_OPERATOR_KEY: 'kho_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG' },
  })
  const ask = (remoteAddress: string, headers: Record<string, string> = {}) =>
    world.app.fetch(
      new Request('http://localhost:3000/api/overview', {
        headers: { authorization: 'Bearer kho_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG', ...headers },
      }),
      { remoteAddress },
    )

  const answers = [
    await ask('127.0.0.1'),
    await ask('::1'),
    await ask('10.0.0.7'),
    await ask('127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }),
  ]

  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 401, 401],
  )
})
