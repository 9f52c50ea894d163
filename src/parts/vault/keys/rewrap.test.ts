import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aConnection, alice } from '../../../../tests/support/cast.ts'
import { startKms } from '../../../../tests/support/kms.ts'
import { masterKey, type TestWorld } from '../../../../tests/support/world.ts'
import { KeyringError } from '../faults.ts'
import { loadKeys } from '../store.ts'
import { localWrapper } from '../wrap-local.ts'
import { wrappedBy } from '../wrapper.ts'
import { jobsOf, keyWorld, rotated, tokenOf } from './keys.fixture.ts'

const newKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 5)).toString('base64')
const changing = { KEYHOLD_MASTER_KEY: newKey, KEYHOLD_MASTER_KEY_PREVIOUS: masterKey }
const fingerprintOf = (key: string) => localWrapper(Buffer.from(key, 'base64')).fingerprint
const dayOf = (world: TestWorld, days: number) => {
  world.advance(days * 24 * 3600)
  return world.app.runDue({ budgetMilliseconds: 1_000 })
}

/** Which keyring the rows name, all alike. */
async function wrapping(world: TestWorld): Promise<string[]> {
  const names = (await loadKeys(jobsOf(world))).map(({ wrapped }) => {
    const by = wrappedBy(wrapped)
    return by.keyring === 'local' ? by.fingerprint : by.keyring
  })
  return [...new Set(names)]
}

async function aTokenUnder(world: TestWorld) {
  const owner = await alice(world)
  const { id } = await aConnection(world, owner, { expiresInSeconds: null })
  return { owner, id }
}

describe('a new master key, with the one before it', () => {
  test('opens everything at once, wraps every root key anew, and then needs the old one no more', async () => {
    const world = await keyWorld({ environment: { KEYHOLD_KEY_ROTATION_DAYS: '0' } })
    const token = await aTokenUnder(world)

    const changed = await keyWorld({ beside: world, environment: changing })
    assert.equal(await tokenOf(changed, token), 'access-1')
    assert.deepEqual(await wrapping(world), [fingerprintOf(masterKey)])
    await changed.app.runDue({ budgetMilliseconds: 1_000 })

    assert.deepEqual(await wrapping(world), [fingerprintOf(newKey)])
    const alone = await keyWorld({ beside: world, environment: { KEYHOLD_MASTER_KEY: newKey } })
    assert.equal(await tokenOf(alone, token), 'access-1')
  })

  test('lets a process that has the old one alone start for a week, root keys made meanwhile included', async () => {
    const world = await keyWorld({ environment: { KEYHOLD_KEY_ROTATION_DAYS: '0' } })
    const changed = await keyWorld({ beside: world, environment: changing })
    await changed.app.runDue({ budgetMilliseconds: 1_000 })
    await rotated(changed)
    const token = await aTokenUnder(changed)

    await dayOf(changed, 6)
    const old = await keyWorld({ beside: world })
    assert.equal(await tokenOf(old, token), 'access-1')
    await dayOf(changed, 2)

    await assert.rejects(
      keyWorld({ beside: world }),
      (error) => error instanceof KeyringError && error.message.includes(fingerprintOf(newKey)),
    )
  })

  test('is refused when the one before it is another than the one that wrapped them', async () => {
    const world = await keyWorld()
    const environment = { ...changing, KEYHOLD_MASTER_KEY_PREVIOUS: Buffer.alloc(32, 3).toString('base64') }

    await assert.rejects(keyWorld({ beside: world, environment }), {
      name: 'KeyringError',
      reason: 'OTHER_KEY',
    })

    assert.deepEqual(await wrapping(world), [fingerprintOf(masterKey)])
  })

  test('is told in the log, as is the end of the old one', async () => {
    const world = await keyWorld({ environment: { KEYHOLD_KEY_ROTATION_DAYS: '0' } })
    const changed = await keyWorld({ beside: world, environment: changing })
    await changed.app.runDue({ budgetMilliseconds: 1_000 })
    await dayOf(changed, 8)

    const { accountId } = await alice(world)
    const rows = await world.sql.as({ role: 'app', accountId })<{ action: string }>`
      select action from audit_entry where action like 'master_key.%' order by xid, id limit 10`
    assert.deepEqual(
      rows.map(({ action }) => action),
      ['master_key.changed', 'master_key.retired'],
    )
  })
})

describe('moving from the master key to KMS', () => {
  test('wraps every root key by KMS, and nothing when KMS refuses', async () => {
    const kms = await startKms()
    const world = await keyWorld()
    const token = await aTokenUnder(world)
    const environment = { ...kms.environment, KEYHOLD_MASTER_KEY_PREVIOUS: masterKey }
    const moving = await keyWorld({ beside: world, realOrigins: [kms.url], environment })
    kms.deny('Decrypt')
    await moving.app.runDue({ budgetMilliseconds: 1_000 })
    assert.deepEqual(await wrapping(world), [fingerprintOf(masterKey)])

    kms.allow('Decrypt')
    moving.advance(61)
    await moving.app.runDue({ budgetMilliseconds: 1_000 })

    assert.deepEqual(await wrapping(world), ['aws-kms'])
    const moved = await keyWorld({ beside: world, realOrigins: [kms.url], environment: kms.environment })
    assert.equal(await tokenOf(moved, token), 'access-1')
  })
})
