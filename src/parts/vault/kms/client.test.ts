import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startKms } from '../../../../tests/support/kms.ts'
import { awsKms } from './client.ts'
import { configOf, outsideOf, refusedAs } from './kms.fixture.ts'
import { type Patience, usualPatience } from './patience.ts'

const rootKey = Buffer.alloc(32, 5)
const context = { keyhold: 'd', key: '1', purpose: 'seal' }

/** As patient as in earnest, only faster. */
const hasty: Patience = { ...usualPatience, attempts: 3, firstWaitMilliseconds: 1, failuresToPause: 3 }

async function aKey(own: Record<string, string> = {}, patience: Patience = hasty) {
  const kms = await startKms()
  return { kms, client: awsKms(outsideOf(kms), configOf(kms, own), patience) }
}

describe('a call to KMS', () => {
  test('is signed with our secret and session, and comes back as what was wrapped', async () => {
    const { kms, client } = await aKey()

    const { keyArn, ciphertext } = await client.encrypt(rootKey, context)
    const opened = await client.decrypt(ciphertext, context)

    assert.deepEqual([keyArn, opened.keyArn], [kms.keyArn, kms.keyArn])
    assert.deepEqual(opened.plaintext, rootKey)
    assert.deepEqual(kms.unsigned, [])
    assert.deepEqual(kms.calls, [
      { operation: 'Encrypt', keyId: kms.keyArn, context },
      { operation: 'Decrypt', keyId: kms.keyArn, context },
    ])
  })

  test('draws a new key and wraps it at once', async () => {
    const { kms, client } = await aKey()

    const made = await client.drawKey(context)
    const another = await client.drawKey(context)

    assert.equal(made.plaintext.length, 32)
    assert.notDeepEqual(another.plaintext, made.plaintext)
    assert.deepEqual((await client.decrypt(made.ciphertext, context)).plaintext, made.plaintext)
    assert.deepEqual(kms.calls[0], { operation: 'GenerateDataKey', keyId: kms.keyArn, context })
  })

  test('may name the key by its alias or bare id', async () => {
    const kms = await startKms()

    for (const KMS_KEY_ID of ['alias/keyhold', kms.keyArn.split('/')[1]!]) {
      const { keyArn } = await awsKms(outsideOf(kms), configOf(kms, { KMS_KEY_ID })).encrypt(rootKey, context)
      assert.equal(keyArn, kms.keyArn)
    }
  })

  test('does not go to a private address that nobody configured', async () => {
    const { kms, client } = await aKey()
    const elsewhere = awsKms(outsideOf({ url: 'http://127.0.0.1:9' }), configOf(kms), hasty)

    await client.encrypt(rootKey, context)
    await assert.rejects(elsewhere.encrypt(rootKey, context), refusedAs('UNREACHABLE'))
    assert.equal(kms.calls.length, 1)
  })
})

describe('what KMS refuses is told by class, with words and a cure, and is not asked again', () => {
  test('a disabled key', async () => {
    const { kms, client } = await aKey()
    kms.setState(kms.keyArn, 'Disabled')

    await assert.rejects(client.encrypt(rootKey, context), refusedAs('KEY_DISABLED', /enable-key/))
    assert.equal(kms.calls.length, 1)
  })

  test('a key about to be deleted, apart from one in another state', async () => {
    const { kms, client } = await aKey()

    kms.setState(kms.keyArn, 'PendingDeletion')
    await assert.rejects(
      client.encrypt(rootKey, context),
      refusedAs('KEY_PENDING_DELETION', /cancel-key-deletion/),
    )
    kms.setState(kms.keyArn, 'PendingImport')
    await assert.rejects(client.encrypt(rootKey, context), refusedAs('KEY_UNUSABLE'))
    assert.equal(kms.calls.length, 2)
  })

  test('a key that is not there', async () => {
    const { kms, client } = await aKey({ KMS_KEY_ID: 'alias/nobody' })

    await assert.rejects(
      client.encrypt(rootKey, context),
      refusedAs('KEY_NOT_FOUND', /alias\/nobody in eu-west-1/),
    )
    assert.equal(kms.calls.length, 1)
  })

  test('a role that may not use it, in the words of AWS underneath', async () => {
    const { kms, client } = await aKey()
    kms.deny('Encrypt')

    await assert.rejects(client.encrypt(rootKey, context), (error) => {
      assert.match(
        String((error as Error).cause),
        /assumed-role\/keyhold.*not authorized.*request [0-9a-f-]{36}/,
      )
      return refusedAs('ACCESS_DENIED', /kms:GenerateDataKey, kms:Encrypt and kms:Decrypt/)(error)
    })
    assert.equal(kms.calls.length, 1)
  })

  test('another context, and a ciphertext with a bit changed', async () => {
    const { client } = await aKey()
    const { ciphertext } = await client.encrypt(rootKey, context)
    const altered = Buffer.from(ciphertext)
    altered[altered.length - 1]! ^= 1

    await assert.rejects(client.decrypt(ciphertext, { ...context, key: '2' }), refusedAs('WRONG_CONTEXT'))
    await assert.rejects(client.decrypt(altered, context), refusedAs('WRONG_CONTEXT'))
    await assert.rejects(client.decrypt(Buffer.from('no blob'), context), refusedAs('WRONG_CONTEXT'))
  })

  test("another key's ciphertext, although the same role may use that key", async () => {
    const { kms, client } = await aKey()
    const other = awsKms(outsideOf(kms), configOf(kms, { KMS_KEY_ID: kms.addKey() }), hasty)
    const { ciphertext } = await other.encrypt(rootKey, context)

    await assert.rejects(client.decrypt(ciphertext, context), refusedAs('OTHER_KEY'))
  })

  test('a wrong secret: what AWS repeats of the signed text goes nowhere', async () => {
    const { kms, client } = await aKey({ AWS_SECRET_ACCESS_KEY: 'another-secret-than-the-one-it-knows-01' })

    await assert.rejects(client.encrypt(rootKey, context), refusedAs('CREDENTIALS_REFUSED'))
    assert.deepEqual([kms.unsigned, kms.calls], [['InvalidSignatureException'], []])
  })

  test('an unknown access key, an ended session and another region', async () => {
    const stranger = await aKey({ AWS_ACCESS_KEY_ID: 'AKIASTRANGER' })
    const ended = await aKey({ AWS_SESSION_TOKEN: 'old' })
    const elsewhere = await aKey({ AWS_REGION: 'us-east-1', KMS_KEY_ID: 'alias/keyhold' })

    await assert.rejects(stranger.client.encrypt(rootKey, context), refusedAs('CREDENTIALS_REFUSED'))
    await assert.rejects(ended.client.encrypt(rootKey, context), refusedAs('CREDENTIALS_REFUSED'))
    await assert.rejects(elsewhere.client.encrypt(rootKey, context), refusedAs('REGION_WRONG', /AWS_REGION/))
  })
})

describe('without credentials in the settings', () => {
  const surroundings = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  }
  before(() => void Object.assign(process.env, surroundings))
  after(() => {
    for (const name of Object.keys(surroundings)) delete process.env[name]
  })
  const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' }

  test('and none in the surroundings nothing is sent', async () => {
    const { kms, client } = await aKey(none)

    await assert.rejects(client.encrypt(rootKey, context), refusedAs('CREDENTIALS_MISSING', /role/))
    assert.deepEqual([kms.calls, kms.unsigned], [[], []])
  })
})

describe('what may pass is asked again, for a while', () => {
  test('throttled twice and then answered is an answer', async () => {
    const { kms, client } = await aKey()
    kms.next('throttled', 'internal')

    const { keyArn } = await client.encrypt(rootKey, context)

    assert.equal(keyArn, kms.keyArn)
  })

  test('throttled for good, failing inside, and cut off are told apart', async () => {
    const [throttled, internal, reset] = [await aKey(), await aKey(), await aKey()]
    throttled.kms.next('throttled', 'throttled', 'throttled')
    internal.kms.next('internal', 'internal', 'internal')
    reset.kms.next('resets', 'resets', 'resets')

    await assert.rejects(throttled.client.encrypt(rootKey, context), refusedAs('THROTTLED', /quota/))
    await assert.rejects(internal.client.encrypt(rootKey, context), refusedAs('UNAVAILABLE'))
    await assert.rejects(reset.client.encrypt(rootKey, context), refusedAs('UNREACHABLE'))
  })

  test('down is told with the address', async () => {
    const { kms, client } = await aKey()
    await kms.down()

    await assert.rejects(client.encrypt(rootKey, context), refusedAs('UNREACHABLE', new RegExp(kms.url)))
  })

  test('silent is given up on at the deadline', async () => {
    const { kms, client } = await aKey({}, { ...hasty, attemptMilliseconds: 100 })
    kms.next('hangs', 'hangs', 'hangs')

    await assert.rejects(client.encrypt(rootKey, context), refusedAs('UNREACHABLE'))
  })

  test('what hangs before anything is sent, such as looking for credentials, is given up on too', async () => {
    const kms = await startKms()
    const stuck = outsideOf(kms, { http: { send: () => new Promise(() => undefined) } })
    const client = awsKms(stuck, configOf(kms), { ...hasty, attemptMilliseconds: 50 })

    await assert.rejects(client.encrypt(rootKey, context), refusedAs('UNREACHABLE'))
  })

  test('all attempts together end in time: none begins that could end after it', async () => {
    const kms = await startKms()
    let clock = 0
    const outside = outsideOf(kms, {
      now: () => new Date(clock),
      async wait(milliseconds, signal) {
        if (signal) return new Promise((_resolve, reject) => signal.addEventListener('abort', reject))
        clock += milliseconds
      },
    })
    const patience = { ...hasty, attempts: 100, failuresToPause: 100, firstWaitMilliseconds: 100 }
    kms.next(...Array.from({ length: 100 }, () => 'throttled' as const))

    await assert.rejects(
      awsKms(outside, configOf(kms), patience).encrypt(rootKey, context),
      refusedAs('THROTTLED'),
    )

    assert.ok(clock <= patience.callMilliseconds - patience.attemptMilliseconds, String(clock))
  })

  test('what is no answer of KMS is told as what it is', async () => {
    const { kms, client } = await aKey()
    kms.next('garbled', 'garbled', 'garbled')

    await assert.rejects(client.encrypt(rootKey, context), refusedAs('UNFORESEEN'))
  })
})

test('a KMS that fails again and again is left alone, then asked once', async () => {
  const kms = await startKms()
  let clock = 0
  let sent = 0
  const { http, ...rest } = outsideOf(kms, { now: () => new Date(clock) })
  const counting = {
    ...rest,
    http: { send: (request: Parameters<typeof http.send>[0]) => (sent++, http.send(request)) },
  }
  const client = awsKms(counting, configOf(kms), hasty)
  const ask = () => client.encrypt(rootKey, context)
  await kms.down()

  await assert.rejects(ask(), refusedAs('UNREACHABLE'))
  assert.equal(sent, 3)
  await assert.rejects(ask(), refusedAs('PAUSED'))
  assert.equal(sent, 3)
  clock += hasty.pauseMilliseconds
  await Promise.all([
    assert.rejects(ask(), refusedAs('UNREACHABLE')),
    assert.rejects(ask(), refusedAs('PAUSED')),
  ])
  assert.equal(sent, 4)
  await kms.up()
  clock += hasty.pauseMilliseconds
  assert.equal((await ask()).keyArn, kms.keyArn)
  await ask()
  assert.equal(sent, 6)
})
