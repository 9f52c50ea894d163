// in a process of its own: it makes and fills whole databases
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { anEmptyDatabase, on } from '../../../../tests/support/backups.ts'
import { aConnection, alice } from '../../../../tests/support/cast.ts'
import { masterKey, testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { said } from '../outside.fixture.ts'

const newKey = Buffer.alloc(32, 4).toString('base64')

let parent: string
before(() => {
  parent = mkdtempSync(join(tmpdir(), 'keyhold-backup-'))
})
after(() => rmSync(parent, { recursive: true }))

const settingsFor = (
  { databaseUrl, ownerUrl }: Pick<TestWorld, 'databaseUrl' | 'ownerUrl'>,
  key = masterKey,
) => ({
  KEYHOLD_HOME: join(parent, 'home'),
  KEYHOLD_MASTER_KEY: key,
  DATABASE_URL: databaseUrl,
  DATABASE_OWNER_URL: ownerUrl,
})

/** A folder with one backup under the old master key, and the deployment, which has the new one. */
async function aChangedDeployment(): Promise<{ world: TestWorld; folder: string; old: string }> {
  const world = await testWorld()
  await aConnection(world, await alice(world))
  const folder = mkdtempSync(join(parent, 'set-'))
  const old = join(folder, 'old.khb')
  const made = await said(['backup', old], settingsFor(world))
  assert.equal(made.code, 0, made.stderr)
  const environment = { KEYHOLD_MASTER_KEY: newKey, KEYHOLD_MASTER_KEY_PREVIOUS: masterKey }
  const changed = await testWorld({ beside: world, environment })
  await changed.app.runDue({ budgetMilliseconds: 1_000 })
  return { world, folder, old }
}

describe('once the master key was changed', () => {
  test('a backup goes into the same folder, and the keys so far stay there under a name of their own', async () => {
    const { world, folder, old } = await aChangedDeployment()
    const keysBefore = readFileSync(join(folder, 'keyhold.keys'))

    const first = await said(['backup', join(folder, 'new.khb')], settingsFor(world, newKey))
    const second = await said(['backup', join(folder, 'newer.khb')], settingsFor(world, newKey))

    assert.deepEqual([first.code, second.code], [0, 0], first.stderr + second.stderr)
    const kept = readdirSync(folder).filter((name) => /^keyhold-\d{8}T\d{6}Z-[0-9a-f]{16}\.keys$/.test(name))
    assert.equal(kept.length, 1)
    assert.deepEqual(readFileSync(join(folder, kept[0]!)), keysBefore)
    assert.ok(first.stderr.includes(`--keys ${join(folder, kept[0]!)}`))
    assert.ok(!second.stderr.includes('--keys'))
    const withNew = await said(['restore', join(folder, 'new.khb'), '--dry-run'], settingsFor(world, newKey))
    const alone = await said(['restore', old, '--dry-run'], settingsFor(world))
    assert.deepEqual([withNew.code, alone.code], [0, 4], withNew.stderr)
    assert.match(alone.stderr, /with --keys: .* kept it beside as keyhold-/)
    const { url: databaseUrl, ownerUrl } = await anEmptyDatabase()
    const restored = await said(
      ['restore', old, '--keys', join(folder, kept[0]!), '--yes', '--verify-all'],
      settingsFor({ databaseUrl, ownerUrl }),
    )
    assert.equal(restored.code, 0, restored.stderr)
  })

  test('keys of another deployment, and damaged ones, are left alone still', async () => {
    const { folder, world } = await aChangedDeployment()
    const other = await testWorld()
    await on(other.ownerUrl, 'update deployment set id = gen_random_uuid()')
    const path = join(folder, 'keyhold.keys')
    const foreign = readFileSync(path)

    const strange = await said(['backup', '--to', folder], settingsFor(other, newKey))
    writeFileSync(path, foreign.subarray(0, 100))
    const damaged = await said(['backup', '--to', folder], settingsFor(world, newKey))

    assert.deepEqual([strange.code, damaged.code], [1, 1])
    assert.match(strange.stderr + damaged.stderr, /KEYS_FOREIGN[^]*KEYS_FOREIGN/)
    assert.deepEqual(readdirSync(folder).sort(), ['keyhold.keys', 'old.khb'])
  })
})
