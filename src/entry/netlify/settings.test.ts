import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SettingsError } from '../../kit/settings.ts'
import { accountSettings } from '../../parts/accounts/index.ts'
import { vaultSettings } from '../../parts/vault/index.ts'
import { readFunctionSettings } from './settings.ts'

const enough = {
  URL: 'https://keyhold.netlify.app',
  DATABASE_URL: 'postgres://keyhold@pooler.example.org/keyhold',
  KEYHOLD_MASTER_KEY: Buffer.from('0123456789abcdefghijklmnopqrstuv').toString('base64'),
  INTERNAL_API_KEY: 'Zk3nQ8vXr2Lw7TbY5mHc9JfD4sGp6aEu',
}
const mistakesOf = (environment: Record<string, string>, nodeVersion?: string): string => {
  try {
    readFunctionSettings(environment, nodeVersion)
    return ''
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error.message
  }
}

describe('the settings of a function', () => {
  test("are production's unless the environment says otherwise, under the site's own address", () => {
    const { environment, keyholdUrl } = readFunctionSettings(enough).settings(accountSettings)

    assert.deepEqual([environment, keyholdUrl.href], ['production', 'https://keyhold.netlify.app/'])
    assert.match(
      mistakesOf({ ...enough, KEYHOLD_MASTER_KEY: '' }),
      /KEYHOLD_MASTER_KEY: is missing and production/,
    )
  })

  test('want a master key in every kind of environment', () => {
    const { KEYHOLD_MASTER_KEY: _, ...without } = enough

    assert.match(mistakesOf({ ...without, NODE_ENV: 'development' }), /KEYHOLD_MASTER_KEY: is missing/)
  })

  test("take KMS's credentials from names that Netlify does not fill in itself", () => {
    const { KEYHOLD_MASTER_KEY: _, ...without } = enough
    const { settings } = readFunctionSettings({
      ...without,
      KEYHOLD_KEYRING: 'aws-kms',
      KMS_KEY_ID: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      KEYHOLD_AWS_ACCESS_KEY_ID: 'ours',
      KEYHOLD_AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzKEYours1',
      AWS_REGION: 'us-east-2',
      AWS_ACCESS_KEY_ID: 'of the role',
      AWS_SECRET_ACCESS_KEY: 'of the role, too',
      AWS_SESSION_TOKEN: 'of the role as well',
    })

    const { awsAccessKeyId, awsRegion, awsSessionToken } = settings(vaultSettings)
    assert.deepEqual([awsAccessKeyId, awsRegion, awsSessionToken], ['ours', 'eu-west-1', undefined])
  })

  test('tell a Node that is too old, with the variable that changes it', () => {
    assert.match(mistakesOf(enough, '22.12.0'), /AWS_LAMBDA_JS_RUNTIME: .*22\.12\.0.*nodejs24\.x/)
  })
})
