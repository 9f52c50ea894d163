import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aConnection, alice, logOf } from '../../../../tests/support/cast.ts'
import { stopAt } from '../../../../tests/support/processes.ts'
import { as } from '../../../kit/world.ts'
import { lookForKeys } from '../root-keys.ts'
import { seal } from '../secrets.ts'
import { houseOf } from './house.ts'
import { jobsOf, keyWorld, plant, resealAll, rotated, rowsUnder, sealKeys, tokenOf } from './keys.fixture.ts'
import { reseal } from './reseal.ts'
import { countSealed, listRotations } from './store.ts'

describe('after a rotation', () => {
  test('every sealed column of every account is sealed anew, and opens as before', async () => {
    const world = await keyWorld()
    const planted = await plant(world)
    for (const column of houseOf(world).sealed)
      assert.equal((await countSealed(jobsOf(world), [column])).size, 1, column.sqlColumn)
    const before = await Promise.all(planted.map((each) => tokenOf(world, each)))

    const { fromKey, toKey, rows } = await rotated(world)
    const done = await resealAll(world)

    assert.equal(done, rows)
    assert.deepEqual([...(await rowsUnder(world))], [[toKey, rows]])
    const fresh = await keyWorld({ beside: world })
    assert.deepEqual(await Promise.all(planted.map((each) => tokenOf(fresh, each))), before)
    assert.deepEqual(
      (await sealKeys(world)).map(({ id, state }) => [id, state]),
      [
        [fromKey, 'retired'],
        [toKey, 'primary'],
      ],
    )
  })

  test('a process that has not looked yet reads what another seals under the new key', async () => {
    const world = await keyWorld()
    const other = await keyWorld({ beside: world })
    const owner = await alice(world)
    const { toKey } = await rotated(world)

    const { id } = await aConnection(world, owner, { accessToken: 'sealed under the new key' })

    assert.equal((await rowsUnder(world)).get(toKey), 2)
    assert.equal(await tokenOf(other, { owner, id }), 'sealed under the new key')
  })

  test('a process seals under the new key within 5 s, and no later', async () => {
    const world = await keyWorld()
    const other = await keyWorld({ beside: world })
    const owner = await alice(world)
    const { toKey } = await rotated(world)

    other.advance(5)
    await aConnection(other, owner)

    assert.deepEqual([...(await rowsUnder(world)).keys()], [toKey])
  })

  test('a token that is kept in memory is read anew once its key is retired, and nobody is alarmed', async () => {
    const world = await keyWorld()
    const owner = await alice(world)
    const { id } = await aConnection(world, owner, { expiresInSeconds: null })
    assert.equal(await tokenOf(world, { owner, id }), 'access-1')
    const { fromKey } = await rotated(world)
    await resealAll(world)
    await jobsOf(world).sql`delete from encryption_keys where id = ${fromKey}`
    await lookForKeys(world)
    // The subject's key under the old root key is gone from memory by then.
    world.advance(120)

    assert.equal(await tokenOf(world, { owner, id }), 'access-1')
    assert.deepEqual(
      (await logOf(world, owner, id)).filter(({ action }) => action === 'secret.refused'),
      [],
    )
  })
})

describe('re-sealing', () => {
  test('goes on in another process where a killed one stopped: nothing is lost, nothing counted twice', async () => {
    const world = await keyWorld()
    const planted = await plant(world)
    const { rows, fromKey } = await rotated(world)
    const dying = await keyWorld({ beside: world })
    for (let moved = 0; moved === 0;) moved = await reseal(dying, 0)
    const stopped = stopAt(dying, 'vault.before_reseal_write')
    dying.background(resealAll(dying).catch(() => undefined))
    await stopped.reached
    const half = (await rowsUnder(world)).get(fromKey)!
    assert.ok(half > 0 && half < rows, `${half} of ${rows}`)

    assert.equal(await reseal(world, 1_000), 0, 'it is the turn of the one that is about to be gone')
    await jobsOf(world).sql`update key_rotation set turn_until = clock_timestamp() - interval '1 s'`
    const done = await resealAll(world)

    assert.equal(done, half)
    const [rotation] = await listRotations(jobsOf(world))
    assert.deepEqual([rotation!.resealed, rotation!.rowsAtStart], [rows, rows])
    for (const each of planted) assert.match(String(await tokenOf(world, each)), /^token of /)
    stopped.goOn()
    await dying.settled()
    assert.equal((await listRotations(jobsOf(world)))[0]!.resealed, rows)
  })

  test('does not overwrite a record that changed while it was sealed anew', async () => {
    const world = await keyWorld()
    const owner = await alice(world)
    const { id, subjectId, accountId } = await aConnection(world, owner)
    await rotated(world)
    const place = {
      accountId,
      subjectId,
      table: 'token_version',
      rowId: id,
      field: 'access_token',
      generation: 1,
    }
    const changed = await seal(world, place, 'changed meanwhile')
    world.atPoint('vault.before_reseal_write', async () => {
      await jobsOf(world).sql`update token_version set access_token = ${changed} where connection_id = ${id}`
    })

    await resealAll(world)

    assert.equal(await tokenOf(world, { owner, id }), 'changed meanwhile')
  })

  test('passes by a row that another transaction holds, and comes back for it', async () => {
    const world = await keyWorld()
    const owner = await alice(world)
    const { id } = await aConnection(world, owner)
    const { rows, fromKey } = await rotated(world)

    await as(world, { role: 'app', accountId: owner.accountId }).sql.transaction(async (sql) => {
      await sql`select 1 from token_version where connection_id = ${id} for update`
      assert.equal(await reseal(jobsOf(world), 500), 0)
    })

    assert.equal((await rowsUnder(world)).get(fromKey), rows)
    world.advance(61)
    assert.equal(await resealAll(world), rows)
  })

  test('leaves a record that does not open as it is, says so, and does not retire its key', async () => {
    const world = await keyWorld()
    const owner = await alice(world)
    const { id } = await aConnection(world, owner)
    await jobsOf(world).sql`
      update token_version set access_token = set_byte(access_token, 60, get_byte(access_token, 60) # 1) where connection_id = ${id}`
    const { fromKey } = await rotated(world)

    for (let ticks = 0; ticks < 10; ticks++) await reseal(world, 500)

    const [rotation] = await listRotations(jobsOf(world))
    assert.deepEqual([rotation!.resealed, rotation!.unreadable], [1, 1])
    assert.equal((await rowsUnder(world)).get(fromKey), 1)
    assert.equal((await sealKeys(world))[0]!.state, 'open')
  })

  test('two processes at once seal each record anew once', async () => {
    const world = await keyWorld()
    const beside = await keyWorld({ beside: world })
    await plant(world)
    const { rows } = await rotated(world)

    const [one, other] = await Promise.all([resealAll(world), resealAll(beside)])

    assert.equal(one + other, rows)
  })

  test('reads and refreshes go on meanwhile', async () => {
    const world = await keyWorld()
    const planted = await plant(world)
    const { toKey } = await rotated(world)

    const reading = async () => {
      const seen = new Set<unknown>()
      for (let round = 0; round < 10; round++)
        for (const each of planted) seen.add(await tokenOf(world, each))
      return seen
    }
    const [seen] = await Promise.all([reading(), resealAll(world)])

    assert.deepEqual(seen, new Set(planted.map(({ owner }) => `token of ${owner.accountId}`)))
    assert.deepEqual([...(await rowsUnder(world)).keys()], [toKey])
  })
})
