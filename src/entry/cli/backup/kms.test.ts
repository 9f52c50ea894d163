// in a process of its own: it makes and fills whole databases
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { anEmptyDatabase } from '../../../../tests/support/backups.ts'
import { aConnection, alice } from '../../../../tests/support/cast.ts'
import { startKms, type TestKms } from '../../../../tests/support/kms.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { said } from '../outside.fixture.ts'

const backupKey = Buffer.alloc(32, 3).toString('base64')

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyhold-backup-'))
  file = join(folder, 'one.khb')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Variables of a command beside a deployment whose root keys KMS wraps, with one connection. */
async function aDeployment(kms: TestKms): Promise<Record<string, string>> {
  const world = await testWorld({ realOrigins: [kms.url], environment: kms.environment })
  await aConnection(world, await alice(world))
  return settingsFor(kms, world.databaseUrl, world.ownerUrl)
}

const settingsFor = (kms: TestKms, DATABASE_URL: string, DATABASE_OWNER_URL: string) => ({
  ...kms.environment,
  KEYHOLD_HOME: join(folder, 'home'),
  KEYHOLD_BACKUP_KEY: backupKey,
  DATABASE_URL,
  DATABASE_OWNER_URL,
})

describe('a backup of a deployment with KMS', () => {
  test('is written under the backup key, and restored with KMS opening what is sealed in it', async () => {
    const kms = await startKms()
    const made = await said(['backup', file], await aDeployment(kms))
    const empty = await anEmptyDatabase()
    const asked = kms.calls.length

    const restored = await said(['restore', file, '--yes'], settingsFor(kms, empty.url, empty.ownerUrl))

    assert.deepEqual([made.code, restored.code], [0, 0], made.stderr + restored.stderr)
    assert.match(restored.stdout, /[1-9]\d* sealed secrets opened/)
    assert.ok(kms.calls.length > asked)
  })

  test('is refused without a backup key, and the words say how to make one', async () => {
    const kms = await startKms()
    const deployment = await aDeployment(kms)

    const { code, stderr } = await said(['backup', file], { ...deployment, KEYHOLD_BACKUP_KEY: '' })

    assert.equal(code, 4)
    assert.match(stderr, /KEYHOLD_BACKUP_KEY.*openssl rand -base64 32/)
    assert.equal(existsSync(file), false)
  })

  test('is not restored, not in part either, while KMS refuses its keys', async () => {
    const kms = await startKms()
    await said(['backup', file], await aDeployment(kms))
    const empty = await anEmptyDatabase()
    kms.setState(kms.keyArn, 'Disabled')
    const settings = settingsFor(kms, empty.url, empty.ownerUrl)

    const { code, stderr } = await said(['restore', file, '--yes'], settings)
    kms.setState(kms.keyArn, 'Enabled')
    const again = await said(['restore', file, '--yes'], settings)

    assert.equal(code, 1)
    assert.match(stderr, /is disabled.*enable-key/)
    assert.equal(again.code, 0, again.stderr)
  })
})
