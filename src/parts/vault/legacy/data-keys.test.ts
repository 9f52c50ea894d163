import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startKms, type TestKms } from '../../../../tests/support/kms.ts'
import { masterKey, testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { awsKms } from '../kms/client.ts'
import { configOf, outsideOf, refusedAs } from '../kms/kms.fixture.ts'
import { legacyDataKeys } from './data-keys.ts'

const plaintext = Buffer.alloc(32, 9)

/** A deployment whose own root keys are wrapped by its master key, beside a KMS that holds the old data key. */
async function movingWorld(kms: TestKms, own: Record<string, string> = {}): Promise<TestWorld> {
  const { ciphertext } = await awsKms(outsideOf(kms), configOf(kms)).encrypt(plaintext, {})
  const environment = {
    ...kms.environment,
    KEYHOLD_KEYRING: 'local',
    KEYHOLD_MASTER_KEY: masterKey,
    KMS_KEY_V1: ciphertext.toString('base64'),
    ...own,
  }
  return testWorld({ environment, realOrigins: [kms.url] })
}

test('a data key that KMS wrapped is opened, without a context, once for many rows', async () => {
  const kms = await startKms()
  const world = await movingWorld(kms)
  kms.calls.length = 0

  const keys = await legacyDataKeys(world)
  await legacyDataKeys(world)

  assert.deepEqual(
    [...keys].map(([version, key]) => [version, key.export()]),
    [[1, plaintext]],
  )
  assert.deepEqual(kms.calls, [{ operation: 'Decrypt', keyId: kms.keyArn, context: {} }])
})

test('a KMS that refuses is told by its reason, and asked again the next time', async () => {
  const kms = await startKms()
  const world = await movingWorld(kms)
  kms.setState(kms.keyArn, 'Disabled')

  await assert.rejects(() => legacyDataKeys(world), refusedAs('KEY_DISABLED'))
  kms.setState(kms.keyArn, 'Enabled')

  assert.equal((await legacyDataKeys(world)).size, 1)
})

test('one key that does not open leaves none: rows must not fall to another key', async () => {
  const kms = await startKms()
  const world = await movingWorld(kms, { KMS_KEY_V2: Buffer.from('no blob of that KMS').toString('base64') })

  await assert.rejects(() => legacyDataKeys(world), refusedAs('WRONG_CONTEXT'))
})

test('without such settings KMS is not asked', async () => {
  assert.equal((await legacyDataKeys(await testWorld())).size, 0)
})
