import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, charlie, logOf } from '../../../../../tests/support/cast.ts'
import { testWorld, type TestWorld } from '../../../../../tests/support/world.ts'
import { daysAfter } from '../../../../kit/duration.ts'
import { as, transaction } from '../../../../kit/world.ts'
import { repositoryFor } from '../../repositories/store.ts'
import { createKey } from '../../../access/index.ts'
import { model, schemaOf } from '../report/diff.fixture.ts'
import { ask, read, send } from './sending.fixture.ts'
import { keepNewest, pruneDiffs } from './store.ts'

const secretUrl = 'postgresql://app:hunter2@db.internal:5432/app'
const withUrl = (blocks: string) =>
  schemaOf(blocks).replace('"\n}', `"\n  url = "${secretUrl}"\n  // directUrl = "${secretUrl}"\n}`)
const pair = {
  baseSchema: withUrl(model('User', 'name String?')),
  targetSchema: withUrl(model('User')),
  repository: 'acme/app',
}
const list = async (world: TestWorld, query = '') =>
  (await read(world, `/internal/schema/diffs${query}`)).body

describe('what is kept', () => {
  test('is listed by repository, pull request and commit, newest first and by pages', async () => {
    const world = await testWorld()
    for (const prNumber of [1, 2, 3]) {
      await send(world, { ...pair, prNumber, commit: `${prNumber}bcdef1234` })
      await world.advance(60)
    }
    await send(world, { ...pair, repository: 'acme/other', prNumber: 2 })

    const numbers = async (query: string) => (await list(world, query)).diffs!.map(({ prNumber }) => prNumber)

    assert.deepEqual(await numbers('?repository=acme/app'), [3, 2, 1])
    assert.deepEqual(await numbers('?repository=acme/app&prNumber=2'), [2])
    assert.deepEqual(await numbers('?commit=2BCDEF1'), [2])
    assert.deepEqual(await numbers('?repository=nobody'), [])
    const first = await list(world, '?limit=3')
    const second = await list(world, `?limit=3&cursor=${first.nextCursor}`)
    assert.deepEqual([first.diffs!.length, second.diffs!.length, second.nextCursor], [3, 1, null])
  })

  test('is shown whole, in every form', async () => {
    const world = await testWorld()
    const { body } = await send(world, { ...pair, prNumber: 7 })

    const shown = await read(world, `/internal/schema/diffs/${body.id}`)
    const sarif = await read(world, `/internal/schema/diffs/${body.id}?format=sarif`)

    assert.deepEqual(
      [shown.body.id, shown.body.repository, shown.body.report!.level, shown.body.report!.findings[0]!.rule],
      [body.id, 'acme/app', 'critical', 'D2'],
    )
    assert.match(shown.body.schemas!.base[0]!.content, /name String\?/)
    assert.equal((sarif.body as { version?: string }).version, '2.1.0')
  })

  test('is shown as it was kept, also where the comments’ places were not told yet', async () => {
    const world = await testWorld()
    const { body } = await send(world, { ...pair, migration: 'SELECT 1;' })
    const { accountId } = await alice(world)
    await world.sql.as({ role: 'app', accountId })`
      update schema_diff set report = jsonb_set(report, '{ignored}', jsonb_build_array(
        ((report -> 'findings' -> 0) - 'migrationFile') || '{"reason": "we know"}')) where id = ${body.id!}`

    const shown = await read(world, `/internal/schema/diffs/${body.id}`)
    const sarif = await read(world, `/internal/schema/diffs/${body.id}?format=sarif`)

    assert.deepEqual([shown.status, sarif.status], [200, 200])
    assert.equal(shown.body.report!.ignored[0]!.reason, 'we know')
  })

  test('is one for all times that it is sent', async () => {
    const world = await testWorld()

    const first = await send(world, { ...pair, commit: 'abcdef1' })
    const again = await send(world, { ...pair, commit: 'abcdef1', sentAt: '2026-01-01T00:00:00Z' })
    const other = await send(world, { ...pair, commit: 'abcdef2' })

    assert.equal(again.body.id, first.body.id)
    assert.notEqual(other.body.id, first.body.id)
    assert.equal((await list(world)).diffs!.length, 2)
  })

  test('is nobody else’s: another account finds neither the list nor the diff', async () => {
    const world = await testWorld()
    const { body } = await send(world, pair)
    const stranger = await charlie(world)
    const { key } = await transaction(as(world, { role: 'app', accountId: stranger.accountId }), (world) =>
      createKey(world, stranger.accountId, {
        name: 'ci',
        scopes: ['releases:read'],
        subjectId: null,
        expiresInDays: undefined,
      }),
    )

    const listed = await read(world, '/internal/schema/diffs', key)
    const shown = await read(world, `/internal/schema/diffs/${body.id}`, key)

    assert.deepEqual(listed.body.diffs, [])
    assert.deepEqual([shown.status, shown.body.code], [404, 'SCHEMA_DIFF_NOT_FOUND'])
  })

  test('X11: holds no address of a database, nor does any answer', async () => {
    const world = await testWorld()
    const mistake = { ...pair, targetSchema: withUrl(model('User', 'x Itn')) }

    const answers = [
      await (await ask(world, JSON.stringify(pair))).text(),
      await (await ask(world, JSON.stringify(mistake))).text(),
    ]

    const { accountId } = await alice(world)
    const kept = await world.sql.as({ role: 'app', accountId })<{ row: string }>`
      select row_to_json(d)::text as row from schema_diff d limit 10`
    assert.equal(kept.length, 1)
    for (const text of [...answers, kept[0]!.row]) assert.doesNotMatch(text, /hunter2|db\.internal/)
  })

  test('X11: holds no secret of the migration, nor does any answer', async () => {
    const world = await testWorld()
    const lines = [
      `ALTER ROLE app PASSWORD 'Zq7'`,
      `CREATE SUBSCRIPTION s CONNECTION 'host=h user=u password=Zq7' PUBLICATION p`,
      `CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'u', password 'Zq7')`,
      `-- prisma-ignore: D2 see postgresql://u:Zq7@h/db\nSELECT dblink('postgresql://u:Zq7@h/db', 'x')`,
      `CREATE INDEX i ON "User"(id) WHERE id::text <> 'postgresql://u:Zq7@h/db'`,
    ]
    const migration = lines.join(';\n')

    const answers = [
      await (await ask(world, JSON.stringify({ ...pair, migration }))).text(),
      await (await ask(world, JSON.stringify({ ...pair, migration: `ALTER ROLE app PASSWORD 'Zq7` }))).text(),
    ]

    const { accountId } = await alice(world)
    const kept = await world.sql.as({ role: 'app', accountId })<{ row: string }>`
      select row_to_json(d)::text as row from schema_diff d limit 10`
    assert.match(answers[0]!, /ALTER ROLE app PASSWORD '…'/)
    assert.equal(kept.length, 1)
    for (const text of [...answers, kept[0]!.row]) assert.doesNotMatch(text, /Zq7/)
  })

  test('is another one where the migration is another, also in its secrets alone', async () => {
    const world = await testWorld()
    const migration = (password: string) => `ALTER ROLE app PASSWORD '${password}'`

    const first = await send(world, { ...pair, migration: migration('one') })
    const other = await send(world, { ...pair, migration: migration('two') })

    assert.notEqual(other.body.id, first.body.id)
  })

  test('goes when it is old, and of one repository only the newest stay', async () => {
    const world = await testWorld()
    const { accountId } = await alice(world)
    const owner = as(world, { role: 'app', accountId })
    for (const prNumber of [1, 2, 3]) await send(world, { ...pair, prNumber })
    const repository = await repositoryFor(owner, accountId, 'acme/app')

    await keepNewest(owner, accountId, repository.id, 2)
    const left = (await list(world)).diffs!.length
    const pruned = await pruneDiffs(as(world, { role: 'jobs' }), daysAfter(world.now(), 1), 10)

    assert.deepEqual([left, pruned], [2, 2])
  })

  test('that it is kept stands in the log once', async () => {
    const world = await testWorld()
    const owner = await alice(world)

    const { body } = await send(world, pair)
    await send(world, pair)

    const entries = await logOf(world, owner, body.id!)
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['schema_diff.kept'],
    )
  })
})
