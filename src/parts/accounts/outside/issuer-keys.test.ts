import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { answered, gate, unreachable } from '../../../../tests/support/net.ts'
import type { Scripted } from '../../../../tests/support/net.ts'
import { createHttpClient } from '../../../kit/http-client.ts'
import { bareWorld, clerkStandIn, jwksOf } from './bare-world.fixture.ts'
import { keyIn } from './clerk-settings.ts'
import { keyFor } from './issuer-keys.ts'
import { aKey, issuer, jwksRequest as jwks } from './token.fixture.ts'

const wanted = (keyId: string | undefined) => ({ algorithm: 'RS256', keyId })
const hourSeconds = 3_600

test('J4: keys are asked for once, however many wait, and kept', async () => {
  const { world, net } = bareWorld()
  const arrives = gate()
  const keys = jwksOf(await aKey())
  const asked = net.answers(jwks, () => arrives.promise.then(() => keys))

  const waiting = Array.from({ length: 50 }, () => keyFor(world, clerkStandIn, wanted('key-1')))
  arrives.open()
  const found = await Promise.all(waiting)
  await keyFor(world, clerkStandIn, wanted('key-1'))

  assert.ok(found.every((key) => key !== undefined && key === found[0]))
  assert.equal(asked.calls.length, 1)
})

test('J4: a key that the issuer has since is asked for at once', async () => {
  const { world, net } = bareWorld()
  const [first, next] = [await aKey(), await aKey('key-2')]
  const asked = net.answers(jwks, jwksOf(first), jwksOf(first, next))
  await keyFor(world, clerkStandIn, wanted('key-1'))

  const found = await keyFor(world, clerkStandIn, wanted('key-2'))

  assert.ok(found)
  assert.equal(asked.calls.length, 2)
})

test('J4: a flood of tokens that name keys nobody has makes one call in 30 s', async () => {
  const { world, net, advance } = bareWorld()
  const asked = net.answers(jwks, jwksOf(await aKey()))
  await keyFor(world, clerkStandIn, wanted('key-1'))

  const flood = async () => {
    for (let i = 0; i < 200; i++)
      assert.equal(await keyFor(world, clerkStandIn, wanted(`no-${i}`)), undefined)
    await Promise.all(Array.from({ length: 200 }, (_, i) => keyFor(world, clerkStandIn, wanted(`nor-${i}`))))
  }
  await flood()
  const atOnce = asked.calls.length
  advance(29)
  await flood()
  const within = asked.calls.length
  advance(1)
  await flood()

  assert.deepEqual([atOnce, within, asked.calls.length], [2, 2, 3])
})

test('J4: such a flood on a process that knows no key yet makes one call, too', async () => {
  const { world, net } = bareWorld()
  const asked = net.answers(jwks, jwksOf(await aKey()))

  for (let i = 0; i < 100; i++) await keyFor(world, clerkStandIn, wanted(`no-${i}`))

  assert.equal(asked.calls.length, 1)
})

test('J4: keys that were had serve for a day while the issuer is away, then no more', async () => {
  const { world, net, advance, settled } = bareWorld()
  net.answers(jwks, jwksOf(await aKey()), unreachable)
  await keyFor(world, clerkStandIn, wanted('key-1'))

  advance(23 * hourSeconds)
  const stale = await keyFor(world, clerkStandIn, wanted('key-1'))
  await settled()
  advance(hourSeconds + 1)

  assert.ok(stale)
  await assert.rejects(keyFor(world, clerkStandIn, wanted('key-1')), { code: 'ISSUER_UNAVAILABLE' })
})

test('J4: a key that the issuer took back is forgotten within minutes', async () => {
  const { world, net, advance, settled } = bareWorld()
  net.answers(jwks, jwksOf(await aKey()), jwksOf(await aKey('key-2')))
  await keyFor(world, clerkStandIn, wanted('key-1'))

  advance(601)
  await keyFor(world, clerkStandIn, wanted('key-1'))
  await settled()

  assert.equal(await keyFor(world, clerkStandIn, wanted('key-1')), undefined)
})

test('J4: an issuer that is away is asked again after 5 s at the earliest, while no key of it is known', async () => {
  const { world, net, advance } = bareWorld()
  const asked = net.answers(jwks, unreachable, jwksOf(await aKey()))
  const ask = () => keyFor(world, clerkStandIn, wanted('key-1'))

  await assert.rejects(ask(), { code: 'ISSUER_UNAVAILABLE' })
  await assert.rejects(ask(), { code: 'ISSUER_UNAVAILABLE' })
  const calls = asked.calls.length
  advance(5)

  assert.ok(await ask())
  assert.deepEqual([calls, asked.calls.length], [1, 2])
})

test('J4: an answer that is no JWKS, or has no key for us, changes nothing of what is known', async () => {
  const { publicJwk, ...key } = await aKey()
  const secret = { kty: 'oct', k: 'c2VjcmV0', kid: 'oct', alg: 'RS256' }
  const forEncryption = { ...publicJwk, kid: 'enc', use: 'enc' }
  for (const odd of [
    { keys: 'none' },
    {},
    answered(500, ''),
    answered(200, '<html>'),
    jwksOf(),
    { keys: [secret] },
    { keys: [publicJwk, forEncryption] },
  ]) {
    const { world, net, advance, settled } = bareWorld()
    net.answers(jwks, jwksOf({ ...key, publicJwk }), odd as Scripted)
    await keyFor(world, clerkStandIn, wanted('key-1'))
    advance(601)
    await keyFor(world, clerkStandIn, wanted('key-1'))
    await settled()

    assert.ok(await keyFor(world, clerkStandIn, wanted('key-1')))
    for (const other of ['oct', 'enc'])
      assert.equal(await keyFor(world, clerkStandIn, wanted(other)), undefined)
  }
})

test('J4: a token that names no key is looked at with the only one there is, and with none of several', async () => {
  const one = bareWorld()
  one.net.answers(jwks, jwksOf(await aKey()))
  const two = bareWorld()
  two.net.answers(jwks, jwksOf(await aKey(), await aKey('key-2')))

  assert.ok(await keyFor(one.world, clerkStandIn, wanted(undefined)))
  assert.equal(await keyFor(two.world, clerkStandIn, wanted(undefined)), undefined)
})

test('J4: a PEM makes no call', async () => {
  const { world, net } = bareWorld()
  const { pem } = await aKey()

  const key = await keyFor(
    world,
    { ...clerkStandIn, keys: { kind: 'pem', key: keyIn(pem, ['RS256']) } },
    wanted('any'),
  )

  assert.ok(key)
  assert.deepEqual(net.unforeseen, [])
})

test('J4: keys are found by discovery, of an issuer that names itself, at an address as safe as its own', async () => {
  const discovered = { ...clerkStandIn, keys: { kind: 'discovery' as const } }
  const about = `GET ${issuer}/.well-known/openid-configuration`
  const told = async (document: Record<string, unknown>) => {
    const { world, net } = bareWorld()
    net.answers(about, document)
    net.answers('GET https://keys.test/jwks', jwksOf(await aKey()))
    net.answers('GET http://keys.test/jwks', jwksOf(await aKey()))
    return keyFor(world, discovered, wanted('key-1'))
  }

  assert.ok(await told({ issuer, jwks_uri: 'https://keys.test/jwks' }))
  for (const odd of [
    { issuer: 'https://evil.test', jwks_uri: 'https://keys.test/jwks' },
    { issuer, jwks_uri: 'http://keys.test/jwks' },
    { issuer },
  ])
    await assert.rejects(told(odd), { code: 'ISSUER_UNAVAILABLE' })
})

test('J4: keys of an issuer on loopback are had through its configured origin alone, and rotate', async (t) => {
  const shown = [await aKey()]
  const server = createServer((_, answer) => answer.end(JSON.stringify(jwksOf(...shown))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close().closeAllConnections())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const onLoopback = { ...clerkStandIn, keys: { kind: 'jwks' as const, url: `${origin}/jwks` } }
  const through = (allowedOrigins: readonly string[]) => ({
    ...bareWorld().world,
    http: createHttpClient({ allowedOrigins, insideTransaction: () => false }),
  })
  const world = through([origin])

  const first = await keyFor(world, onLoopback, wanted('key-1'))
  shown[0] = await aKey('key-2')
  const next = await keyFor(world, onLoopback, wanted('key-2'))
  const before = await keyFor(world, onLoopback, wanted('key-1'))

  assert.deepEqual([first !== undefined, next !== undefined, before], [true, true, undefined])
  await assert.rejects(keyFor(through([]), onLoopback, wanted('key-1')), { code: 'ISSUER_UNAVAILABLE' })
})
