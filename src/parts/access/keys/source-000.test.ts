import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, aConnection, call } from '../../../../tests/support/cast.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { readSettings } from '../../../kit/settings.ts'
import { accessSettings } from '../settings.ts'

const path = '/.netlify/functions/api-key-manager'
const adminKey = 'Zk3nQ8vXr2Lw7TbY5mHc9JfD4sGp6aEu'
const environment = { ADMIN_KEY: adminKey }
const ada = '54e07d62-a536-4201-ab99-76c8f08a524f'

const admin = (world: TestWorld, method: string, body?: unknown, query = '') =>
  call(world, adminKey, method, path + query, body)

async function made(world: TestWorld, also = {}): Promise<{ id: string; api_key: string }> {
  const { body } = await admin(world, 'POST', { user_id: ada, ...also })
  return body as { id: string; api_key: string }
}

/** Arrays come back as text from the cast's caller. */
const listOf = async (world: TestWorld, userId: string): Promise<Record<string, unknown>[]> => {
  const { body } = await admin(world, 'GET', undefined, `?user_id=${userId}`)
  return JSON.parse(String(body.text)) as Record<string, unknown>[]
}

describe('api-key-manager', () => {
  test('makes a key and shows it once', async () => {
    const world = await testWorld({ environment })

    const { status, body } = await admin(world, 'POST', { user_id: ada, expires_in_days: 30 })
    const listed = await listOf(world, ada)

    assert.equal(status, 201)
    const { id, api_key, created_at, expires_at, ...rest } = body
    assert.deepEqual(rest, { name: 'Generated Key', user_id: ada })
    assert.match(String(api_key), /^kh_/)
    assert.match(String(created_at), /^2026-01-01T/)
    assert.match(String(expires_at), /^2026-01-31T/)
    assert.deepEqual(
      listed.map(({ created_at: _created, expires_at: _expires, ...shown }) => shown),
      [{ id, name: 'Generated Key', last_used_at: null, is_active: true }],
    )
    assert.ok(!JSON.stringify(listed).includes(String(api_key)))
  })

  test('makes keys that speak for their user alone, and read no token', async () => {
    const world = await testWorld({ environment })
    const owner = await alice(world)
    const adas = await aConnection(world, owner, { userId: ada })
    await aConnection(world, owner, { userId: 'bob' })
    const { api_key } = await made(world)

    const own = await call(world, api_key, 'GET', `/.netlify/functions/strava-token-status?userId=${ada}`)
    const other = await call(world, api_key, 'GET', '/.netlify/functions/strava-token-status?userId=bob')
    const token = await call(world, api_key, 'GET', `/api/connections/${adas.id}/token`)

    assert.deepEqual([own.status, other.status, token.status], [200, 404, 403])
  })

  test('ends a key at once', async () => {
    const world = await testWorld({ environment })
    const { id, api_key } = await made(world)

    const { status, body } = await admin(world, 'DELETE', { key_id: id })
    const after = await call(world, api_key, 'GET', '/api/connections')

    assert.deepEqual([status, body, after.status], [200, { success: true, id }, 401])
  })

  test('switches a key off, and never on again', async () => {
    const world = await testWorld({ environment })
    const { id, api_key } = await made(world, { name: 'phone' })

    const stillOn = await admin(world, 'PUT', { key_id: id, is_active: true })
    const off = await admin(world, 'PUT', { key_id: id, is_active: false })
    const on = await admin(world, 'PUT', { key_id: id, is_active: true })
    const after = await call(world, api_key, 'GET', '/api/connections')
    const [listed] = await listOf(world, ada)

    assert.deepEqual([stillOn.status, stillOn.body], [200, { id, is_active: true }])
    assert.deepEqual([off.status, off.body], [200, { id, is_active: false }])
    assert.deepEqual([on.status, on.body.error], [400, 'VALIDATION_ERROR'])
    assert.equal(after.status, 401)
    assert.deepEqual([listed!.name, listed!.is_active], ['phone', false])
  })

  test('has no say over keys that are bound to nobody', async () => {
    const world = await testWorld({ environment })
    const { key, actor } = await alice(world)

    const answers = [
      await admin(world, 'DELETE', { key_id: actor.id }),
      await admin(world, 'PUT', { key_id: actor.id, is_active: false }),
      await admin(world, 'DELETE', { key_id: 'no-uuid' }),
    ]
    const after = await call(world, key, 'GET', '/api/connections')

    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.error]),
      Array.from({ length: 3 }, () => [404, 'NOT_FOUND']),
    )
    assert.equal(after.status, 200)
  })

  test('says what is wrong with a request', async () => {
    const world = await testWorld({ environment })

    const answers = [
      await admin(world, 'POST', {}),
      await admin(world, 'POST', { user_id: ada, expires_in_days: 0 }),
      await admin(world, 'PUT', { key_id: ada }),
      await admin(world, 'DELETE', {}),
      await admin(world, 'GET'),
    ]

    for (const { status, body } of answers) {
      assert.deepEqual([status, body.error], [400, 'VALIDATION_ERROR'])
      assert.deepEqual(Object.keys(body), ['error', 'message'])
    }
  })

  test('is for ADMIN_KEY alone, in either header, and ADMIN_KEY for nothing else', async () => {
    const world = await testWorld({ environment })
    const { key } = await alice(world)
    const ask = (headers: Record<string, string>, to = `${path}?user_id=${ada}`) =>
      world.app.fetch(new Request(`http://localhost:3000${to}`, { headers }))

    const refused = [await ask({}), await ask({ 'x-api-key': key }), await ask({ 'x-admin-key': key })]
    const taken = [await ask({ 'x-api-key': adminKey }), await ask({ 'x-admin-key': adminKey })]
    const elsewhere = await ask({ 'x-admin-key': adminKey }, '/api/connections')

    for (const answer of refused) {
      assert.equal(answer.status, 401)
      const { error, message, ...rest } = (await answer.json()) as Record<string, unknown>
      assert.deepEqual([error, rest], ['AUTH_ERROR', {}])
      assert.match(String(message), /Send the ADMIN_KEY of the settings as `X-Admin-Key` or `X-API-Key`/)
    }
    assert.deepEqual(
      taken.map(({ status }) => status),
      [200, 200],
    )
    assert.equal(elsewhere.status, 403)
  })

  test('is closed where no ADMIN_KEY is set', async () => {
    const world = await testWorld()

    const { status, body } = await call(world, '', 'GET', `${path}?user_id=${ada}`)

    assert.deepEqual([status, body.error], [401, 'AUTH_ERROR'])
  })

  test('refuses another method before it looks at the key', async () => {
    const world = await testWorld({ environment })

    const { status, body } = await call(world, null, 'PATCH', path)

    assert.deepEqual([status, body.error], [405, 'METHOD_NOT_ALLOWED'])
  })
})

test('production does without an ADMIN_KEY', () => {
  const given = { INTERNAL_API_KEY: adminKey }

  const settings = readSettings({ environment: given, production: true, readFile: () => '' }, [
    accessSettings,
  ])

  assert.deepEqual(
    [settings(accessSettings).adminKey, accessSettings.shape.adminKey.requiredInProduction],
    [undefined, false],
  )
})

test('production refuses an ADMIN_KEY of less than 32 bytes', () => {
  const given = { ADMIN_KEY: 'Zk3nQ8vXr2Lw7TbY', INTERNAL_API_KEY: `${adminKey}-and-more` }
  const read = () =>
    readSettings({ environment: given, production: true, readFile: () => '' }, [accessSettings])

  assert.throws(read, /ADMIN_KEY: has 16 bytes, production wants 32 or more/)
})
