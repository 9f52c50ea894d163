import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { SettingsError } from '../../kit/settings.ts'
import { accountSettings } from '../../parts/accounts/index.ts'
import { vaultSettings } from '../../parts/vault/index.ts'
import { readLambdaSettings } from './settings.ts'

const enough = {
  KEYHOLD_URL: 'https://keyhold.example.org',
  DATABASE_URL: 'postgres://keyhold@pooler.example.org/keyhold',
  KEYHOLD_MASTER_KEY: Buffer.from('0123456789abcdefghijklmnopqrstuv').toString('base64'),
  INTERNAL_API_KEY: 'Zk3nQ8vXr2Lw7TbY5mHc9JfD4sGp6aEu',
}
const mistakesOf = (environment: Record<string, string>, nodeVersion?: string): string => {
  try {
    readLambdaSettings(environment, nodeVersion)
    return ''
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error.message
  }
}

describe('the settings of a function on AWS Lambda', () => {
  test("are production's unless the environment says otherwise", () => {
    const { environment } = readLambdaSettings(enough).settings(accountSettings)

    assert.equal(environment, 'production')
    assert.match(mistakesOf({ ...enough, INTERNAL_API_KEY: 'short' }), /INTERNAL_API_KEY: .*production wants/)
  })

  test("ask KMS as the function's own role", () => {
    const { KEYHOLD_MASTER_KEY: _, ...without } = enough
    const { settings } = readLambdaSettings({
      ...without,
      KEYHOLD_KEYRING: 'aws-kms',
      KMS_KEY_ID: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'ASIAOFTHEROLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzKEYofrole',
      AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjEOfTheRole',
    })

    const { awsAccessKeyId, awsSessionToken } = settings(vaultSettings)
    assert.deepEqual([awsAccessKeyId, awsSessionToken], ['ASIAOFTHEROLE', 'IQoJb3JpZ2luX2VjEOfTheRole'])
  })

  test("take the database's address from a file, as every secret", () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyhold-lambda-settings-'))
    const { DATABASE_URL, KEYHOLD_MASTER_KEY, ...rest } = enough
    writeFileSync(join(folder, 'database'), `${DATABASE_URL}\n`)
    writeFileSync(join(folder, 'key'), KEYHOLD_MASTER_KEY)
    const files = {
      ...rest,
      DATABASE_URL_FILE: join(folder, 'database'),
      KEYHOLD_MASTER_KEY_FILE: join(folder, 'key'),
    }

    const { environment } = readLambdaSettings(files)
    rmSync(folder, { recursive: true })
    const absent = mistakesOf(files)

    assert.equal(environment.DATABASE_URL, DATABASE_URL)
    assert.match(absent, /DATABASE_URL: the file in DATABASE_URL_FILE cannot be read/)
    assert.doesNotMatch(absent, /DATABASE_URL: is missing/)
  })

  test('are all told when they are missing, and a Node that is too old with what changes it', () => {
    const mistakes = mistakesOf({}, '22.12.0')

    for (const name of ['DATABASE_URL', 'KEYHOLD_URL', 'KEYHOLD_MASTER_KEY', 'INTERNAL_API_KEY'])
      assert.match(mistakes, new RegExp(`${name}: is missing`))
    assert.match(mistakes, /Runtime: .*22\.12\.0.*nodejs24\.x/)
  })
})
