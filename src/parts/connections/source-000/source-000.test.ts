import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, call } from '../../../../tests/support/cast.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { ada, base, keyOf } from './source-000.fixture.ts'

const functions = [
  ['GET', 'strava-token-status'],
  ['POST', 'strava-refresh-token'],
  ['POST', 'strava-oauth-exchange'],
  ['POST', 'strava-revoke-token'],
] as const

describe('every function', () => {
  for (const [method, name] of functions) {
    test(`${name} wants a key, and one with the scope`, async () => {
      const world = await testWorld()
      const owner = await alice(world)
      const powerless = await keyOf(world, owner, ada, ['data:read'])
      const body = method === 'POST' ? { userId: ada } : undefined

      const stranger = await call(world, null, method, `${base}/${name}?userId=${ada}`, body)
      const weak = await call(world, powerless, method, `${base}/${name}?userId=${ada}`, body)

      assert.deepEqual(
        [stranger.status, stranger.body.error, Object.keys(stranger.body)],
        [401, 'Authentication required', ['error', 'message']],
      )
      assert.deepEqual([weak.status, weak.body.code], [403, 'FORBIDDEN'])
    })

    test(`${name} refuses another method before it looks at the key`, async () => {
      const world = await testWorld()

      const { status, body, headers } = await call(world, null, 'PATCH', `${base}/${name}`)

      assert.deepEqual([status, body], [405, { error: 'Method not allowed' }])
      assert.equal(headers.get('allow'), method)
    })

    test(`${name} is open to pages of ALLOWED_ORIGINS alone`, async () => {
      const world = await testWorld({ environment: { ALLOWED_ORIGINS: 'https://app.example.org' } })
      const ask = (method: string, origin: string) =>
        world.app.fetch(new Request(`http://localhost:3000${base}/${name}`, { method, headers: { origin } }))

      const ours = await ask('OPTIONS', 'https://app.example.org')
      const theirs = await ask('OPTIONS', 'https://evil.example')
      const refused = await ask(method, 'https://app.example.org')

      assert.deepEqual([ours.status, theirs.status], [200, 200])
      assert.equal(ours.headers.get('access-control-allow-origin'), 'https://app.example.org')
      assert.equal(ours.headers.get('access-control-allow-methods'), `${method}, OPTIONS`)
      assert.equal(theirs.headers.get('access-control-allow-origin'), null)
      assert.equal(theirs.headers.get('access-control-allow-methods'), null)
      assert.equal(ours.headers.get('access-control-allow-credentials'), null)
      assert.equal(refused.headers.get('access-control-allow-origin'), 'https://app.example.org')
    })

    test(`${name} sends the source's security headers, whatever it answers`, async () => {
      const world = await testWorld()
      const { key } = await alice(world)

      const answers = [
        await call(world, null, 'PATCH', `${base}/${name}`),
        await call(world, null, method, `${base}/${name}`),
        await call(world, key, method, `${base}/${name}?userId=${ada}`, method === 'POST' ? {} : undefined),
      ]

      for (const { headers } of answers)
        assert.deepEqual(
          ['x-content-type-options', 'x-frame-options', 'cache-control', 'pragma', 'content-type'].map(
            (each) => headers.get(each),
          ),
          ['nosniff', 'DENY', 'no-store, no-cache, must-revalidate', 'no-cache', 'application/json'],
        )
    })
  }
})
