import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { on, superUrlOf } from '../../../tests/support/backups.ts'
import { aConnection, alice } from '../../../tests/support/cast.ts'
import { startKms, type TestKms } from '../../../tests/support/kms.ts'
import { testWorld, type TestWorld, type TestWorldOptions } from '../../../tests/support/world.ts'
import { as } from '../../kit/world.ts'
import { refusedAs } from './kms/kms.fixture.ts'
import { purposes } from './keyring.ts'
import { keyringOf, loadKeyring } from './root-keys.ts'
import { wrappedBy } from './wrapper.ts'

/** A process whose root keys KMS wraps. */
const kmsWorld = (kms: TestKms, options: TestWorldOptions = {}): Promise<TestWorld> =>
  testWorld({
    realOrigins: [kms.url],
    ...options,
    environment: { ...kms.environment, ...options.environment },
  })

const storedKeys = (world: TestWorld) =>
  as(world, { role: 'jobs' }).sql<{ id: number; purpose: string; wrapped: Buffer }>`
    select id, purpose, wrapped from encryption_keys order by id limit 100`

/** A database where no process has started yet. */
async function anUnkeyedWorld(): Promise<TestWorld> {
  const world = await testWorld()
  await on(await superUrlOf(world), 'truncate encryption_keys')
  return world
}

async function tokenOf(world: TestWorld, key: string, id: string): Promise<number> {
  const response = await world.app.fetch(
    new Request(`http://localhost:3000/api/connections/${id}/token`, {
      headers: { authorization: `Bearer ${key}` },
    }),
  )
  return response.status
}

describe('a start with KMS', () => {
  test('needs no master key, wraps every root key by KMS, and opens them all at the next start', async () => {
    const kms = await startKms()
    const world = await kmsWorld(kms)

    const rows = await storedKeys(world)
    const again = await kmsWorld(kms, { beside: world })

    assert.deepEqual(rows.map(({ purpose }) => purpose).sort(), purposes.toSorted())
    for (const { wrapped } of rows) {
      const by = wrappedBy(wrapped)
      assert.equal(by.keyring === 'aws-kms' && by.keyArn, kms.keyArn)
    }
    assert.deepEqual(await storedKeys(again), rows)
    assert.deepEqual(
      keyringOf(again).primary('seal').key.export(),
      keyringOf(world).primary('seal').key.export(),
    )
    assert.deepEqual(kms.unsigned, [])
  })

  test('asks KMS once for each root key there is', async () => {
    const kms = await startKms()
    const world = await kmsWorld(kms)
    const before = kms.calls.length

    await kmsWorld(kms, { beside: world })

    assert.equal(kms.calls.length - before, purposes.length)
  })

  test('refuses when KMS is down, and plants no key', async () => {
    const kms = await startKms()
    const world = await anUnkeyedWorld()
    await kms.down()

    await assert.rejects(kmsWorld(kms, { beside: world }), refusedAs('UNREACHABLE'))

    assert.deepEqual(await storedKeys(world), [])
  })

  test('plants no key when KMS goes away half-way', async () => {
    const kms = await startKms()
    const world = await anUnkeyedWorld()
    kms.next('none', 'none', 'denied')

    await assert.rejects(kmsWorld(kms, { beside: world }), refusedAs('ACCESS_DENIED'))

    assert.equal(kms.calls.length, 2)

    assert.deepEqual(await storedKeys(world), [])
  })

  test('refuses a database whose keys the master key wrapped, asks KMS nothing, and makes no key', async () => {
    const kms = await startKms()
    const world = await testWorld()
    const before = await storedKeys(world)

    await assert.rejects(
      kmsWorld(kms, { beside: world }),
      refusedAs('OTHER_KEYRING', /KEYHOLD_KEYRING=local/),
    )

    assert.deepEqual(await storedKeys(world), before)
    assert.deepEqual(kms.calls, [])
  })

  test('cannot be replaced by a start with a master key, however KMS fares', async () => {
    const kms = await startKms()
    const world = await kmsWorld(kms)
    kms.setState(kms.keyArn, 'Disabled')

    await assert.rejects(testWorld({ beside: world }), refusedAs('OTHER_KEYRING', /KEYHOLD_KEYRING=aws-kms/))
    await assert.rejects(
      kmsWorld(kms, { beside: world, environment: { FALLBACK_ENCRYPTION_KEY: 'ab'.repeat(32) } }),
      refusedAs('KEY_DISABLED'),
    )
  })
})

describe('once started', () => {
  test('a process reads and seals on while KMS is down', async () => {
    const kms = await startKms()
    const world = await kmsWorld(kms)
    const owner = await alice(world)
    const { id } = await aConnection(world, owner)
    await kms.down()
    const asked = kms.calls.length
    // Subject keys in memory are gone by then: the next one is derived anew.
    world.advance(120)

    const another = await aConnection(world, owner, { userId: 'another-user', providerSubject: 'another' })

    assert.equal(await tokenOf(world, owner.key, id), 200)
    assert.equal(await tokenOf(world, owner.key, another.id), 200)
    assert.equal(kms.calls.length, asked)
  })

  test('it can prove its keys anew, and keeps those it has when KMS does not answer', async () => {
    const kms = await startKms()
    const world = await kmsWorld(kms)
    const owner = await alice(world)
    const { id } = await aConnection(world, owner)
    const before = keyringOf(world)

    await loadKeyring(world)
    assert.notEqual(keyringOf(world), before)
    const renewed = keyringOf(world)
    kms.setState(kms.keyArn, 'Disabled')
    await assert.rejects(loadKeyring(world), refusedAs('KEY_DISABLED'))

    assert.equal(keyringOf(world), renewed)
    assert.equal(await tokenOf(world, owner.key, id), 200)
  })
})
