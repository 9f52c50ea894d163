import assert from 'node:assert/strict'
import { rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { aFile } from '../../../../tests/support/backups.ts'
import { aConnection, alice } from '../../../../tests/support/cast.ts'
import { startKms } from '../../../../tests/support/kms.ts'
import type { TestWorld } from '../../../../tests/support/world.ts'
import { nameAt } from '../../../kit/backup-name.ts'
import { keyringOf } from '../root-keys.ts'
import {
  asOperator,
  jobsOf,
  keyWorld,
  plant,
  resealAll,
  rotated,
  rowsUnder,
  sealKeys,
} from './keys.fixture.ts'

const dayMilliseconds = 24 * 3_600_000

const rotateOver = (world: TestWorld, body: object = {}) =>
  asOperator(world, 'POST', '/api/vault/keys/rotate', body)
const destroyOver = (world: TestWorld, id: number, body: object = {}) =>
  asOperator(world, 'POST', `/api/vault/keys/${id}/destroy`, body)

async function entriesOf(world: TestWorld): Promise<[action: string, actor: string][]> {
  const { accountId } = await alice(world)
  const rows = await world.sql.as({ role: 'app', accountId })<{ action: string; kind: string }>`
    select action, actor_kind as kind from audit_entry where action like 'root_key.%' order by xid, id limit 100`
  return rows.map(({ action, kind }) => [action, kind])
}

describe('the operator', () => {
  test('rotates, watches, and destroys a day later; each act is in the log', async () => {
    const world = await keyWorld()
    await plant(world)
    const begun = await rotateOver(world)
    const { fromKey, toKey, rows } = begun.body as { fromKey: number; toKey: number; rows: number }
    const during = await asOperator(world, 'GET', '/api/vault/keys')
    await resealAll(world)
    world.advance(24 * 3600)
    const after = await asOperator(world, 'GET', '/api/vault/keys')

    const destroyed = await destroyOver(world, fromKey)

    const keyIn = ({ body }: typeof during, id: number) =>
      (body.keys as Record<string, unknown>[]).find((key) => key.id === id)!
    assert.equal(begun.status, 200)
    assert.deepEqual([keyIn(during, fromKey).state, keyIn(during, fromKey).rows], ['open', rows])
    assert.deepEqual([keyIn(after, fromKey).state, keyIn(after, fromKey).rows], ['retired', 0])
    assert.equal((keyIn(after, fromKey).rotation as { resealed: number }).resealed, rows)
    assert.deepEqual([destroyed.status, destroyed.body], [204, {}])
    assert.deepEqual(
      (await sealKeys(world)).map(({ id }) => id),
      [toKey],
    )
    assert.equal(keyringOf(world).has(fromKey), false)
    assert.deepEqual(await entriesOf(world), [
      ['root_key.rotated', 'operator'],
      ['root_key.retired', 'job'],
      ['root_key.destroyed', 'operator'],
    ])
  })

  test('sees on a dry run what would be done, and nothing is', async () => {
    const world = await keyWorld()
    await plant(world)
    const before = [await sealKeys(world), await rowsUnder(world)]

    const { status, body } = await rotateOver(world, { dryRun: true })

    assert.equal(status, 200)
    assert.equal(body.rows, [...(await rowsUnder(world)).values()][0])
    assert.deepEqual([await sealKeys(world), await rowsUnder(world)], before)
    assert.deepEqual(await entriesOf(world), [])
  })

  test('does not begin another rotation by accident, and may on purpose', async () => {
    const world = await keyWorld()
    await plant(world)
    await rotateOver(world)

    const refused = await rotateOver(world)
    const again = await rotateOver(world, { again: true })
    await resealAll(world)

    assert.deepEqual([refused.status, refused.body.code], [409, 'ROTATION_UNDER_WAY'])
    assert.equal(again.status, 200)
    assert.deepEqual([...(await rowsUnder(world)).keys()], [again.body.toKey])
    assert.deepEqual(
      (await sealKeys(world)).map(({ state }) => state),
      ['retired', 'retired', 'primary'],
    )
  })

  test('of two at once makes one new key', async () => {
    const world = await keyWorld()
    const beside = await keyWorld({ beside: world })

    const answers = await Promise.all([rotateOver(world), rotateOver(beside)])

    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
    assert.equal((await sealKeys(world)).length, 2)
  })

  test('alone may see keys, rotate and destroy', async () => {
    const world = await keyWorld()
    const { key } = await alice(world)

    for (const [method, path] of [
      ['GET', '/api/vault/keys'],
      ['POST', '/api/vault/keys/rotate'],
      ['POST', '/api/vault/keys/1/destroy'],
    ] as const) {
      const request = new Request(`http://localhost:3000${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(method === 'POST' && { body: '{}' }),
      })
      assert.equal((await world.app.fetch(request)).status, 403, path)
    }
  })
})

describe('a root key is not destroyed', () => {
  const becauseOf = async (world: TestWorld, id: number) => {
    const { status, body } = await destroyOver(world, id)
    return [status, body.because ?? body.code]
  }

  test('while it is primary, of another purpose, or unknown', async () => {
    const world = await keyWorld()
    const [primary] = await sealKeys(world)

    assert.deepEqual(await becauseOf(world, primary!.id), [409, 'primary'])
    assert.deepEqual(await becauseOf(world, primary!.id + 1), [409, 'purpose'])
    assert.deepEqual(await becauseOf(world, 999), [404, 'ROOT_KEY_NOT_FOUND'])
  })

  test('while a row is under it, also one that turns up after it was retired: that is sealed anew first', async () => {
    const world = await keyWorld()
    const late = await keyWorld({ beside: world })
    const owner = await alice(world)
    await plant(world)
    const { fromKey } = await rotated(world)
    assert.deepEqual(await becauseOf(world, fromKey), [409, 'rows'])
    await resealAll(world)
    // A process that learns too late, by whatever mishap.
    const stale = keyringOf(late).primary('seal').id
    await aConnection(late, owner, { userId: 'late' })
    assert.equal(stale, fromKey)
    world.advance(24 * 3600)

    assert.deepEqual(await becauseOf(world, fromKey), [409, 'rows'])
    await resealAll(world)
    assert.deepEqual(await becauseOf(world, fromKey), [409, 'retired_lately'])
    world.advance(24 * 3600)

    assert.deepEqual(await becauseOf(world, fromKey), [204, undefined])
  })

  test('while a backup in the home may hold rows under it, unless that is wanted', async () => {
    const world = await keyWorld()
    const backUp = () => world.files!.write(`backups/${nameAt(world.now())}`, Buffer.from(''))
    const { fromKey } = await rotated(world)
    await backUp()
    world.advance(1)
    await resealAll(world)
    world.advance(24 * 3600)
    await backUp()

    const refused = await destroyOver(world, fromKey)
    const wanted = await destroyOver(world, fromKey, { despiteBackups: true })

    assert.deepEqual([refused.body.because, (refused.body.backups as string[]).length], ['backups', 1])
    assert.equal(wanted.status, 204)
  })

  test('while a backup with a name of its own may: by the moment in its head, or as none can be told', async () => {
    const world = await keyWorld()
    const write = async (name: string, options: Parameters<typeof aFile>[0]) =>
      world.files!.write(`backups/${name}`, Buffer.concat(await aFile(options)))
    const { fromKey } = await rotated(world)
    const early = { createdAt: world.now().toISOString() }
    world.advance(1)
    await resealAll(world)
    world.advance(24 * 3600)
    const late = { createdAt: world.now().toISOString() }
    await write('before-upgrade.khb', { facts: early })
    await write('after-upgrade.khb', { facts: late })
    await write('keyhold.keys', { kind: 'keys', facts: early })
    await world.files!.write('backups/packed.khb.gz', Buffer.from('who knows'))
    await world.files!.write('backups/elsewhere/keyhold.khb', Buffer.from('who knows'))

    const refused = await destroyOver(world, fromKey)
    for (const name of ['before-upgrade.khb', 'packed.khb.gz', 'elsewhere/keyhold.khb'])
      await world.files!.remove(`backups/${name}`)
    rmdirSync(join(world.files!.folder, 'backups/elsewhere'))
    const allowed = await destroyOver(world, fromKey)

    assert.deepEqual(refused.body.backups, ['before-upgrade.khb', 'elsewhere', 'packed.khb.gz'])
    assert.equal(allowed.status, 204)
  })

  test('before a day has passed, and while an answer waits in the spill', async () => {
    const world = await keyWorld()
    const { fromKey } = await rotated(world)
    await resealAll(world)

    assert.deepEqual(await becauseOf(world, fromKey), [409, 'retired_lately'])
    world.advance(24 * 3600)
    await world.files!.write('spill/waiting.json', Buffer.from('{}'))
    assert.deepEqual(await becauseOf(world, fromKey), [409, 'spill'])
    await world.files!.remove('spill/waiting.json')

    assert.deepEqual(await becauseOf(world, fromKey), [204, undefined])
  })

  test('by the database either, unless it is retired', async () => {
    const world = await keyWorld()
    const [primary] = await sealKeys(world)

    await assert.rejects(
      Promise.resolve(jobsOf(world).sql`delete from encryption_keys where id = ${primary!.id}`),
      /42501/,
    )
  })
})

describe('by itself', () => {
  test('the key rotates once it is 90 days old, in one of all processes', async () => {
    const world = await keyWorld()
    const beside = await keyWorld({ beside: world })
    const day = async (days: number) => {
      world.advance(days * 24 * 3600)
      for (const each of [world, beside]) await each.app.runDue({ budgetMilliseconds: 1_000 })
      return (await sealKeys(world)).map(({ state }) => state)
    }

    assert.deepEqual(await day(89), ['primary'])
    assert.deepEqual(await day(2), ['retired', 'primary'])
    assert.deepEqual((await entriesOf(world))[0], ['root_key.rotated', 'job'])
  })

  test('it does not when it is told not to', async () => {
    const world = await keyWorld({ environment: { KEYHOLD_KEY_ROTATION_DAYS: '0' } })

    world.advance(1_000 * 24 * 3600)
    await world.app.runDue({ budgetMilliseconds: 1_000 })

    assert.equal((await sealKeys(world)).length, 1)
    assert.equal((await asOperator(world, 'GET', '/api/vault/keys')).body.rotatesAt, null)
  })

  test('the status says when', async () => {
    const world = await keyWorld()
    const [primary] = await sealKeys(world)

    const { body } = await asOperator(world, 'GET', '/api/vault/keys')

    assert.equal(Date.parse(String(body.rotatesAt)), primary!.createdAt.getTime() + 90 * dayMilliseconds)
  })
})

describe('with KMS', () => {
  test('the new key comes from KMS; when that refuses, nothing has changed and the reason is told', async () => {
    const kms = await startKms()
    const world = await keyWorld({ realOrigins: [kms.url], environment: kms.environment })
    await plantOne(world)
    kms.setState(kms.keyArn, 'Disabled')

    const refused = await rotateOver(world)
    const keys = await sealKeys(world)
    kms.setState(kms.keyArn, 'Enabled')
    const done = await rotateOver(world)

    assert.deepEqual([refused.status, refused.body.reason], [503, 'KEY_DISABLED'])
    assert.deepEqual(
      keys.map(({ state }) => state),
      ['primary'],
    )
    assert.equal(done.status, 200)
    assert.equal(
      kms.calls.filter(({ operation }) => operation === 'GenerateDataKey').at(-1)?.context.purpose,
      'seal',
    )
  })

  test('a process for which KMS does not open the new key seals under the one before it, says so, and both are read', async () => {
    const kms = await startKms()
    const options = { realOrigins: [kms.url], environment: kms.environment }
    const world = await keyWorld(options)
    const beside = await keyWorld({ ...options, beside: world })
    const { fromKey } = await rotated(world)
    kms.deny('Decrypt')

    beside.advance(6)
    const { id } = await plantOne(beside)

    assert.deepEqual([...(await rowsUnder(world)).keys()], [fromKey])
    const status = await asOperator(beside, 'GET', '/api/vault/keys')
    assert.match(String((status.body.keyring as { trouble: string }).trouble), /refuses us the key/)
    assert.ok(id)
  })

  test('once an hour all keys are opened anew, and a key that no longer serves is told', async () => {
    const kms = await startKms()
    const world = await keyWorld({ realOrigins: [kms.url], environment: kms.environment })
    const troubleAfter = async (seconds: number) => {
      world.advance(seconds)
      await world.app.runDue({ budgetMilliseconds: 1_000 })
      return ((await asOperator(world, 'GET', '/api/vault/keys')).body.keyring as { trouble: string | null })
        .trouble
    }
    kms.setState(kms.keyArn, 'Disabled')

    assert.equal(await troubleAfter(1_800), null)
    assert.match(String(await troubleAfter(1_801)), /is disabled/)
    kms.setState(kms.keyArn, 'Enabled')
    assert.equal(await troubleAfter(601), null)
  })
})

const plantOne = async (world: TestWorld) => aConnection(world, await alice(world))
