import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readSettings, SettingsError } from '../../kit/settings.ts'
import { kmsConfig } from './kms/settings.ts'
import { askedKeyring, vaultSettings } from './settings.ts'

const arn = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const kms = { KEYHOLD_KEYRING: 'aws-kms', KMS_KEY_ID: arn }
const masterKey = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64')

const valuesOf = (environment: Record<string, string>, production = false) =>
  readSettings({ environment, production, readFile: () => masterKey }, [vaultSettings])(vaultSettings)

function mistakesOf(environment: Record<string, string>, production = false): string {
  try {
    valuesOf(environment, production)
    return ''
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes.join('\n')
    throw error
  }
}

describe('which keyring is in use is never a guess', () => {
  test('without a word it is the local one', () => {
    assert.equal(valuesOf({}).keyring, 'local')
  })

  test('a key at KMS alone is refused: it may be there for imported rows', () => {
    assert.match(
      mistakesOf({ KMS_KEY_ID: arn }),
      /^KEYHOLD_KEYRING: is not set, and KMS_KEY_ID is; .*aws-kms.*local/,
    )
    assert.equal(mistakesOf({ KMS_KEY_ID: arn, KEYHOLD_KEYRING: 'local' }), '')
    assert.equal(askedKeyring({ KMS_KEY_ID: arn }), null)
  })

  test('both keys at once are refused, and an unknown name', () => {
    assert.match(mistakesOf({ ...kms, KEYHOLD_MASTER_KEY: masterKey }), /KEYHOLD_MASTER_KEY is set too/)
    assert.match(mistakesOf({ ...kms, KEYHOLD_MASTER_KEY_FILE: '/run/key' }), /KEYHOLD_MASTER_KEY is set too/)
    assert.match(mistakesOf({ KEYHOLD_KEYRING: 'kms' }), /found "kms", wants one of: local, aws-kms/)
  })

  test('production wants a master key, unless KMS wraps', () => {
    assert.match(mistakesOf({}, true), /KEYHOLD_MASTER_KEY: is missing/)
    assert.match(mistakesOf({ KMS_KEY_ID: arn }, true), /KEYHOLD_MASTER_KEY: is missing/)
    assert.equal(mistakesOf(kms, true), '')
  })

  test('a backup key is for KMS alone', () => {
    assert.equal(mistakesOf({ ...kms, KEYHOLD_BACKUP_KEY: masterKey }), '')
    assert.match(
      mistakesOf({ KEYHOLD_BACKUP_KEY: masterKey }),
      /KEYHOLD_KEYRING: is local, and KEYHOLD_BACKUP_KEY/,
    )
  })
})

describe('the settings of KMS', () => {
  test('need the key and a region, and the two must agree', () => {
    const bare = { KEYHOLD_KEYRING: 'aws-kms', KMS_KEY_ID: 'alias/keyhold' }

    assert.match(mistakesOf({ KEYHOLD_KEYRING: 'aws-kms' }), /KMS_KEY_ID: is missing/)
    assert.match(mistakesOf(bare), /AWS_REGION: is missing.*us-east-1/)
    assert.match(
      mistakesOf({ ...kms, AWS_REGION: 'us-east-1' }),
      /AWS_REGION: is us-east-1, and KMS_KEY_ID is a key of eu-west-1/,
    )
    assert.match(mistakesOf({ ...kms, KMS_KEY_ID: 'my key' }), /KMS_KEY_ID: found/)
    assert.match(mistakesOf({ ...bare, AWS_REGION: 'evil.example/x' }), /AWS_REGION: found/)
    assert.equal(mistakesOf({ ...bare, AWS_REGION: 'eu-west-1' }), '')
  })

  test('lead to one address: of the region, or the one that is given', () => {
    const originOf = (more: Record<string, string>) => kmsConfig(valuesOf({ ...kms, ...more })).origin
    const china = arn.replace('aws:', 'aws-cn:').replace('eu-west-1', 'cn-north-1')

    assert.equal(originOf({}), 'https://kms.eu-west-1.amazonaws.com')
    assert.equal(originOf({ KMS_KEY_ID: china }), 'https://kms.cn-north-1.amazonaws.com.cn')
    assert.equal(
      originOf({ AWS_ENDPOINT_URL_KMS: 'https://kms.internal:8443/x' }),
      'https://kms.internal:8443',
    )
    assert.match(
      mistakesOf({ ...kms, AWS_ENDPOINT_URL_KMS: 'http://10.0.0.1' }, true),
      /production wants https/,
    )
  })

  test('take both halves of a credential or none, the secret from a file too', () => {
    const half = { ...kms, AWS_ACCESS_KEY_ID: 'AKIA' }

    assert.match(mistakesOf(half), /AWS_SECRET_ACCESS_KEY: is missing/)
    assert.match(mistakesOf({ ...kms, AWS_SECRET_ACCESS_KEY: 's' }), /AWS_ACCESS_KEY_ID is missing/)
    assert.equal(kmsConfig(valuesOf(kms)).credentials, null)
    assert.deepEqual(
      kmsConfig(valuesOf({ ...half, AWS_SECRET_ACCESS_KEY_FILE: '/run/secret' })).credentials,
      {
        accessKeyId: 'AKIA',
        secretAccessKey: masterKey,
      },
    )
  })

  test('of the system that is moved from are taken as they were there', () => {
    const values = valuesOf({ FALLBACK_ENCRYPTION_KEY: 'aB'.repeat(32), KMS_KEY_V1: 'AQID' })

    assert.deepEqual([values.fallbackEncryptionKey?.length, values.legacyKmsKey1?.length], [32, 3])
    assert.match(mistakesOf({ FALLBACK_ENCRYPTION_KEY: 'short' }), /wants 64 hex digits/)
    assert.match(mistakesOf({ KMS_KEY_V2: '!' }), /KMS_KEY_V2: is no base64/)
  })
})
