import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, call, charlie } from '../../../../tests/support/cast.ts'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { aPerson } from '../../accounts/people/people.fixture.ts'
import { signedIn } from '../../accounts/sessions/sessions.fixture.ts'

interface Shown {
  id: string
  tier: string | null
  allowances: { policy: string; units: number; left: number; wholeAt: string | null }[]
}

test('the operator sees what is left to each key, as the key itself was told', async () => {
  const world = await testWorld({ environment: { KEYHOLD_KEY_TIER: 'free' } })
  const operator = await operatorOf(world)
  const { key, actor } = await alice(world)
  await charlie(world)
  await call(world, key, 'GET', '/api/providers')
  const told = await call(world, key, 'GET', '/api/providers')

  const { body } = await operator('GET', '/api/limits/keys')

  const [shown, ...others] = body.keys as Shown[]
  const day = shown!.allowances.find(({ policy }) => policy === 'per-day')!
  assert.deepEqual([shown!.id, shown!.tier, others], [actor.id, null, []])
  assert.deepEqual([day.units, day.left], [1000, 998])
  assert.match(told.headers.get('ratelimit')!, /"per-day";r=998;/)
  assert.ok(Date.parse(day.wholeAt!) > world.now().getTime())
})

test('a key sees nothing of what is left to keys', async () => {
  const world = await testWorld()
  const { key } = await alice(world)

  assert.equal((await call(world, key, 'GET', '/api/limits/keys')).status, 403)
})

test('a look at what is left takes nothing, and a revoked key is left out', async () => {
  const world = await testWorld({ environment: { KEYHOLD_KEY_TIER: 'free' } })
  const operator = await operatorOf(world)
  const { actor } = await alice(world)

  await operator('GET', '/api/limits/keys')
  const unused = await operator('GET', '/api/limits/keys')
  await operator('DELETE', `/api/keys/${actor.id}`)
  const none = await operator('GET', '/api/limits/keys')

  const [shown] = unused.body.keys as Shown[]
  assert.deepEqual(
    shown!.allowances.map(({ policy, units, left, wholeAt }) => [policy, units, left, wholeAt]),
    [
      ['per-minute', 5, 5, null],
      ['per-hour', 100, 100, null],
      ['per-day', 1000, 1000, null],
    ],
  )
  assert.deepEqual(none.body.keys, [])
})

test('the tier of a key is for the operator to say: a person names none for an own key, nor changes it', async () => {
  const world = await testWorld()
  const operator = await operatorOf(world)
  const browser = await signedIn(world, await aPerson(world))
  const wish = { name: 'mine', scopes: ['connections:read'] }
  const own = await browser.call('POST', '/api/keys', wish)

  const named = await browser.call('POST', '/api/keys', { ...wish, tier: 'pro' })
  const changed = await browser.call('PATCH', `/api/keys/${String(own.body.id)}`, { tier: 'pro' })
  const byOperator = await operator('POST', '/api/keys', { ...wish, tier: 'pro' })

  assert.deepEqual(
    [own, named, changed, byOperator].map(({ status }) => status),
    [201, 403, 403, 201],
  )
  assert.deepEqual([own.body.tier, byOperator.body.tier], [null, 'pro'])
})
