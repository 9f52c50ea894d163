import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startKms } from '../../../../tests/support/kms.ts'
import { masterKey, testWorld } from '../../../../tests/support/world.ts'
import { withHomeSecrets } from '../../node/secrets.ts'
import { said } from '../outside.fixture.ts'
import type { Finding } from './finding.ts'
import { masterKeyFinding } from './master-key.ts'
import { aHome, aSubject } from './subject.fixture.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyhold-doctor-'))
})
after(() => rmSync(folder, { recursive: true }))

async function fitOf(environment: Record<string, string>): Promise<Finding> {
  const home = { KEYHOLD_HOME: join(folder, 'absent'), PORT: '0' }
  const { stdout } = await said(['doctor', '--json'], { ...home, ...environment })
  const { checks } = JSON.parse(stdout) as { checks: Finding[] }
  return checks.find(({ check }) => check === 'master_key_fit')!
}

describe('with KMS', () => {
  const kmsSettings = {
    KEYHOLD_KEYRING: 'aws-kms',
    KMS_KEY_ID: 'alias/keyhold',
    AWS_REGION: 'eu-west-1',
  }

  test('no master key is needed, in production either, and the one in the home does not count', () => {
    const backupKey = Buffer.alloc(32, 3).toString('base64')
    const environment = { ...kmsSettings, KEYHOLD_HOME: aHome(folder, 'kms'), KEYHOLD_BACKUP_KEY: backupKey }

    for (const production of [false, true]) {
      const subject = aSubject(environment, production)
      assert.equal(subject.homeKeyFile, null)
      assert.match(masterKeyFinding(subject).text, /none is needed: .* alias\/keyhold in eu-west-1$/)
      assert.equal(masterKeyFinding(subject).level, 'ok')
    }
  })

  test('a missing backup key is worth a word', () => {
    const finding = masterKeyFinding(aSubject({ ...kmsSettings, KEYHOLD_HOME: join(folder, 'none') }))

    assert.deepEqual([finding.level, /KEYHOLD_BACKUP_KEY/.test(finding.fix ?? '')], ['warn', true])
  })

  test('settings that leave it open which keyring is meant fail', () => {
    const finding = masterKeyFinding(
      aSubject({ KMS_KEY_ID: 'alias/keyhold', KEYHOLD_HOME: join(folder, 'none') }),
    )

    assert.deepEqual([finding.level, /KEYHOLD_KEYRING/.test(finding.fix ?? '')], ['fail', true])
  })

  test('a first run makes no master key', () => {
    const home = aHome(folder, 'first')
    rmSync(join(home, 'master.key'))

    for (const environment of [kmsSettings, { KEYHOLD_KEYRING: 'kms' }, { KMS_KEY_ID: 'alias/keyhold' }]) {
      const made = withHomeSecrets(environment, home, false)
      assert.deepEqual([made.isNewMasterKey, made.environment['KEYHOLD_MASTER_KEY']], [false, undefined])
    }
    assert.equal(withHomeSecrets({}, home, false).isNewMasterKey, true)
  })

  test('doctor has KMS open the keys in the database, and tells what it says', async () => {
    const kms = await startKms()
    const world = await testWorld({ realOrigins: [kms.url], environment: kms.environment })
    const environment = { ...kms.environment, DATABASE_URL: world.databaseUrl }

    const fits = await fitOf(environment)
    kms.setState(kms.keyArn, 'Disabled')
    const disabled = await fitOf(environment)
    const local = await fitOf({ DATABASE_URL: world.databaseUrl, KEYHOLD_MASTER_KEY: masterKey })

    assert.equal(fits.level, 'ok', fits.text)
    assert.deepEqual([disabled.level, disabled.text.endsWith('is disabled')], ['fail', true], disabled.text)
    assert.match(disabled.fix ?? '', /enable-key/)
    assert.equal(local.level, 'fail')
    assert.match(
      `${local.text}: ${local.fix}`,
      new RegExp(`wants the key ${kms.keyArn}.*KEYHOLD_KEYRING=aws-kms`),
    )
  })

  test('doctor tells of a database that the master key wrapped', async () => {
    const kms = await startKms()
    const world = await testWorld()

    const finding = await fitOf({ ...kms.environment, DATABASE_URL: world.databaseUrl })

    assert.equal(finding.level, 'fail')
    assert.match(
      `${finding.text}: ${finding.fix}`,
      /wants the master key [0-9a-f]{16}: .*KEYHOLD_KEYRING=local/,
    )
    assert.deepEqual(kms.calls, [])
  })
})
