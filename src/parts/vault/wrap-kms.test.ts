import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startKms, type TestKms } from '../../../tests/support/kms.ts'
import { awsKms } from './kms/client.ts'
import { configOf, outsideOf, refusedAs } from './kms/kms.fixture.ts'
import { isSameKey } from './kms/same-key.ts'
import { kmsWrapper } from './wrap-kms.ts'
import { localWrapper } from './wrap-local.ts'
import { wrappedBy, type Wrapper } from './wrapper.ts'

const deploymentId = '01a1fcdf-0000-7000-8000-000000000001'
const name = { id: 1, purpose: 'seal', deploymentId }
const rootKey = Buffer.alloc(32, 5)
const nonce = Buffer.alloc(12)
const local = localWrapper(Buffer.alloc(32, 1))

const wrapperBy = (kms: TestKms, keyId = kms.keyArn): Wrapper =>
  kmsWrapper(awsKms(outsideOf(kms), configOf(kms, { KMS_KEY_ID: keyId })))

describe('a root key wrapped by KMS', () => {
  test('is magic, the ARN behind its length, and what KMS gave', async () => {
    const kms = await startKms()

    const wrapped = await wrapperBy(kms, 'alias/keyhold').wrap(name, rootKey, nonce)

    const { length } = kms.keyArn
    assert.equal(wrapped.toString('hex', 0, 6), `4b82${length.toString(16).padStart(8, '0')}`)
    assert.equal(wrapped.toString('utf8', 6, 6 + length), kms.keyArn)
    assert.ok(wrapped.length > 6 + length + 32)
  })

  test('opens for its own id, purpose and deployment only, each of them told to KMS', async () => {
    const kms = await startKms()
    const wrapper = wrapperBy(kms)
    const wrapped = await wrapper.wrap(name, rootKey, nonce)

    assert.deepEqual(await wrapper.unwrap(name, wrapped), rootKey)
    for (const other of [
      { ...name, id: 2 },
      { ...name, purpose: 'lookup' },
      { ...name, deploymentId: '01a1fcdf-0000-7000-8000-000000000002' },
    ])
      await assert.rejects(wrapper.unwrap(other, wrapped), refusedAs('WRONG_CONTEXT', /root key \d/))
    assert.deepEqual(kms.calls[0]?.context, { keyhold: deploymentId, key: '1', purpose: 'seal' })
  })

  test('does not open with any one byte changed', async () => {
    const kms = await startKms()
    const wrapper = wrapperBy(kms, 'alias/keyhold')
    const wrapped = await wrapper.wrap(name, rootKey, nonce)

    for (const at of wrapped.keys()) {
      const altered = Buffer.from(wrapped)
      altered[at]! ^= 1
      await assert.rejects(wrapper.unwrap(name, altered), { name: 'KeyringError' }, `byte ${at}`)
    }
  })

  test('cut off anywhere is refused', async () => {
    const kms = await startKms()
    const wrapper = wrapperBy(kms)
    const wrapped = await wrapper.wrap(name, rootKey, nonce)

    for (const length of [0, 1, 2, 5, 6, 20, wrapped.length - 60, wrapped.length - 1])
      await assert.rejects(
        wrapper.unwrap(name, wrapped.subarray(0, length)),
        { name: 'KeyringError' },
        `${length}`,
      )
  })

  test('is not opened when another key wrapped it, which the role may use as well: the one who wrote the row may know what is in it', async () => {
    const kms = await startKms()
    const planted = await wrapperBy(kms, kms.addKey()).wrap(name, rootKey, nonce)
    const asked = kms.calls.length

    await assert.rejects(
      wrapperBy(kms).unwrap(name, planted),
      refusedAs('OTHER_KEY', /wants the key arn:.*KMS_KEY_ID is arn:/),
    )
    assert.equal(kms.calls.length, asked)
    await assert.rejects(
      wrapperBy(kms, 'alias/keyhold').unwrap(name, planted),
      refusedAs('OTHER_KEY', /wants the key arn:.*KMS_KEY_ID is alias\/keyhold/),
    )
  })

  test('that names another key than the one that wrapped it was altered', async () => {
    const kms = await startKms()
    const wrapped = await wrapperBy(kms).wrap(name, rootKey, nonce)
    const by = wrappedBy(wrapped)
    assert.ok(by.keyring === 'aws-kms')
    const relabelled = Buffer.concat([wrapped.subarray(0, 6), Buffer.from(kms.addKey()), by.ciphertext])

    await assert.rejects(wrapperBy(kms, 'alias/keyhold').unwrap(name, relabelled), refusedAs('WRONG_CONTEXT'))
  })
})

test('what KMS opens and is no key of 32 bytes is refused', async () => {
  const kms = await startKms()
  const wrapper = wrapperBy(kms)
  const short = await wrapper.wrap(name, Buffer.alloc(16, 5), nonce)

  await assert.rejects(wrapper.unwrap(name, short), refusedAs('WRONG_CONTEXT'))
})

describe('each keyring opens its own alone, and says which is wanted', () => {
  test('KMS does not open what the master key wrapped, and is not asked', async () => {
    const kms = await startKms()
    const wrapped = await local.wrap(name, rootKey, nonce)

    await assert.rejects(
      wrapperBy(kms).unwrap(name, wrapped),
      refusedAs(
        'OTHER_KEYRING',
        new RegExp(`wants the master key ${local.fingerprint}.*KEYHOLD_KEYRING=local`),
      ),
    )
    assert.deepEqual(kms.calls, [])
  })

  test('the master key does not open what KMS wrapped', async () => {
    const kms = await startKms()
    const wrapped = await wrapperBy(kms).wrap(name, rootKey, nonce)

    await assert.rejects(
      local.unwrap(name, wrapped),
      refusedAs('OTHER_KEYRING', new RegExp(`KEYHOLD_KEYRING=aws-kms and KMS_KEY_ID=${kms.keyArn}`)),
    )
  })
})

test('copies of a multi-region key are one key, and nothing else is', () => {
  const arn = (region: string, id: string, account = '123456789012') =>
    `arn:aws:kms:${region}:${account}:key/${id}`
  const mrk = 'mrk-1234abcd12ab34cd56ef1234567890ab'

  assert.equal(isSameKey(arn('eu-west-1', mrk), arn('us-east-1', mrk)), true)
  assert.equal(isSameKey(arn('eu-west-1', mrk), arn('us-east-1', mrk, '999999999999')), false)
  assert.equal(isSameKey(arn('eu-west-1', mrk), arn('us-east-1', `${mrk}0`)), false)
  assert.equal(isSameKey(arn('eu-west-1', 'a'), arn('us-east-1', 'a')), false)
  assert.equal(isSameKey('alias/a', 'alias/b'), false)
})
