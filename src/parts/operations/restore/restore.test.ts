// in a process of its own: it makes and fills whole databases
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { plantAccount } from '../../../../tests/house/planting.ts'
import {
  anEmptyDatabase,
  backupOf,
  masterKey,
  migrations,
  on,
  restoreInto,
  sealedColumns,
  superUrlOf,
} from '../../../../tests/support/backups.ts'
import { linked } from '../../../../tests/support/linked.ts'
import { aBrowser } from '../../../../tests/support/browser.ts'
import { aConnection, alice, call, charlie } from '../../../../tests/support/cast.ts'
import { aPersonWithSecrets } from '../../../../tests/support/people.ts'
import type { TestDatabase } from '../../../../tests/support/cluster.ts'
import { answered } from '../../../../tests/support/net.ts'
import { aKeyOf, anEndpoint } from '../../../../tests/support/webhooks.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { sha256 } from '../../../kit/hash.ts'
import type { Migration } from '../../../kit/migrate.ts'
import { as } from '../../../kit/world.ts'
import { keepSecret } from '../../releases/journeys/secrets/secret.ts'
import { inTurn } from '../archive/archive.fixture.ts'
import { openArchive } from '../archive/archive.ts'

const tablesIn = async (url: string): Promise<string[]> => {
  const rows = await on<{ name: string }>(
    url,
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
     and not relispartition and relname <> 'schema_migrations' order by 1`,
  )
  return rows.map(({ name }) => name)
}

/** What stands in each table, as one hash; entries about backups themselves are left out, and so is the epoch. */
async function contentsOf(url: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const table of await tablesIn(url)) {
    if (table === 'audit_head') continue
    const which = table === 'audit_entry' ? "where action not like 'backup.%'" : ''
    const [row] = await on<{ text: string; rows: number }>(
      url,
      `select count(*)::int as rows, md5(coalesce(string_agg(t::text, e'\\n' order by t::text collate "C"), '')) as text from ${table} t ${which}`,
    )
    found[table] = `${row!.rows} ${row!.text}`
  }
  return found
}

/** A row in every table, worked out from the catalogue, beside those that are there. What must open is made as it is. */
async function plantEverywhere(world: TestWorld): Promise<void> {
  const url = await superUrlOf(world)
  const cursors = ['webhook_cursor', 'reminder_cursor']
  const lone = [
    'deployment',
    'audit_head',
    'encryption_keys',
    ...cursors,
    'webhook_secret',
    'subject_contact',
    'journey_secret',
  ]
  const owner = await alice(world)
  await anEndpoint({ world, key: await aKeyOf(world, owner.accountId) })
  await aLink(world, owner.key)
  const own = as(world, { role: 'app', accountId: owner.accountId })
  await keepSecret(own, owner.accountId, 'shop-password', 'a secret of a journey')
  // A restore binds what no block covers yet.
  await linked(world)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await plantAccount(
    client,
    (await tablesIn(url)).filter((name) => !lone.includes(name)),
  )
  await client.end()
}

/** A connect link, which brings the user's address along. */
const aLink = (world: TestWorld, key: string) =>
  call(world, key, 'POST', '/api/connections/sessions', {
    userId: 'one',
    provider: 'google',
    email: 'one@example.org',
  })

/** Somebody with everything that can be sealed. */
async function aBusyWorld(): Promise<{
  world: TestWorld
  owner: Awaited<ReturnType<typeof alice>>
  ids: string[]
}> {
  const world = await testWorld()
  const owner = await alice(world)
  const ids: string[] = []
  for (const userId of ['one', 'two']) {
    const { id } = await aConnection(world, owner, { userId, accessToken: `access of ${userId}` })
    ids.push(id)
  }
  await anEndpoint({ world, key: await aKeyOf(world, owner.accountId) })
  const third = await aConnection(world, await charlie(world), { userId: 'three' })
  world.net.answers('POST https://strava.test/oauth/token', answered(200, '{"broken'))
  const fourth = await aConnection(world, owner, { userId: 'four', expiresInSeconds: -1 })
  await call(world, owner.key, 'GET', `/api/connections/${fourth.id}/token`)
  await aPersonWithSecrets(world)
  const session = await aLink(world, owner.key)
  await aBrowser((request) => world.app.fetch(request)).submit(String(session.body.connectUrl))
  return { world, owner, ids: [...ids, third.id] }
}

/** The same process, looking at another database. */
const lookingAt = (world: TestWorld, { url, ownerUrl }: TestDatabase): Promise<TestWorld> =>
  testWorld({ beside: { ...world, databaseUrl: url, ownerUrl } })

describe('a restored database is what was backed up', () => {
  test('every row of every table comes back, and every table has rows here', async () => {
    const world = await testWorld()
    await plantEverywhere(world)
    const before = await contentsOf(await superUrlOf(world))
    const into = await anEmptyDatabase()

    const backup = await backupOf(world)
    const report = await restoreInto(into, backup)

    const empty = backup.report.tables.filter(({ rows }) => rows === 0).map(({ name }) => name)
    assert.deepEqual(empty, [], 'tests/house/planting.ts plants no row there')
    assert.deepEqual(await contentsOf(await superUrlOf(into)), before)
    assert.deepEqual(report.tables.map(({ name }) => name).sort(), await tablesIn(await superUrlOf(world)))
  })

  test('every sealed secret of every column opens, and tokens are served from it', async () => {
    const { world, owner, ids } = await aBusyWorld()
    const into = await anEmptyDatabase()

    const report = await restoreInto(into, await backupOf(world), {}, { verifyAll: true })

    assert.deepEqual(
      report.sealed.map(({ column }) => column),
      sealedColumns.map(({ sqlTable, sqlColumn }) => `${sqlTable}.${sqlColumn}`),
    )
    for (const { column, opened, unreadable } of report.sealed) {
      assert.ok(opened > 0, column)
      assert.equal(unreadable, 0, column)
    }
    const restored = await lookingAt(world, into)
    const token = await call(restored, owner.key, 'GET', `/api/connections/${ids[0]}/token`)
    assert.equal(token.body.access_token, 'access of one')
  })

  test('every guard stands again: forced row-level security, and a log that only grows', async () => {
    const world = await testWorld()
    await alice(world)
    const into = await anEmptyDatabase()

    await restoreInto(into, await backupOf(world))

    const [{ open } = { open: -1 }] = await on<{ open: number }>(
      into.ownerUrl,
      "select count(*)::int as open from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity and not relforcerowsecurity",
    )
    assert.equal(open, 0)
    assert.deepEqual(
      await on(into.ownerUrl, 'select 1 from connections union all select 1 from token_version'),
      [],
    )
    await assert.rejects(on(await superUrlOf(into), "update audit_entry set action = 'x'"), /insert-only/)
  })

  test('the log goes on in another epoch, and says that it was restored', async () => {
    const world = await testWorld()
    const into = await anEmptyDatabase()

    await restoreInto(into, await backupOf(world))

    const [head] = await on<{ epoch: number }>(into.ownerUrl, 'select epoch from audit_head')
    const entries = await on<{ action: string; epoch: number }>(
      await superUrlOf(into),
      "select action, epoch from audit_entry where action like 'backup.%'",
    )
    assert.equal(head!.epoch, 2)
    assert.deepEqual(entries, [{ action: 'backup.restored', epoch: 2 }])
  })

  test('sequences go on where they were, and rows of old months find their partitions', async () => {
    const numbered: Migration = {
      number: migrations.at(-1)!.number + 1,
      name: 'numbered',
      sql: `create table numbered (account_id uuid not null, id bigint generated always as identity primary key);
        select backup_may_read('numbered'); grant select on all sequences in schema public to keyhold_backup`,
    }
    const world = await testWorld()
    const url = await superUrlOf(world)
    await on(world.ownerUrl, numbered.sql)
    await on(world.ownerUrl, 'insert into schema_migrations (number, name, checksum) values ($1, $2, $3)', [
      numbered.number,
      numbered.name,
      sha256(numbered.sql),
    ])
    await on(url, 'insert into numbered (account_id) select gen_random_uuid() from generate_series(1, 5)')
    await on(url, "select audit_month('2025-03-01')")
    await on(
      url,
      "insert into audit_entry select gen_random_uuid(), '2025-03-05', 1, '7', null, null, 'job', 'x', 'a.b', null, null, 'ok', 1",
    )
    const into = await anEmptyDatabase()

    await restoreInto(into, await backupOf(world), { migrations: [...migrations, numbered] })

    const target = await superUrlOf(into)
    const [next] = await on<{ id: number }>(
      target,
      'insert into numbered (account_id) values (gen_random_uuid()) returning id::int',
    )
    assert.equal(next!.id, 6)
    assert.equal((await on(target, 'select 1 from audit_entry_2025_03')).length, 1)
  })
})

describe('a backup is one moment', () => {
  test('of the log as well: it says of each backup that it was made, and is in none of itself', async () => {
    const world = await testWorld()
    const into = await anEmptyDatabase()

    const backup = await backupOf(world)
    await restoreInto(into, backup)

    const made = "select detail from audit_entry where action = 'backup.made'"
    const [entry] = await on<{ detail: string }>(await superUrlOf(world), made)
    const { rows, schema } = JSON.parse(entry!.detail) as { rows: number; schema: number }
    assert.deepEqual([rows, schema], [backup.report.rows, migrations.at(-1)!.number])
    assert.deepEqual(await on(await superUrlOf(into), made), [])
  })

  test('of pairs that are written while it is made, it has both or neither', async () => {
    const world = await testWorld()
    const url = await superUrlOf(world)
    await on(url, "insert into breaker (name) select 'before ' || n from generate_series(1, 500) n")
    await on(
      url,
      "insert into lookup select 'before', sha256(n::text::bytea), gen_random_uuid(), gen_random_uuid(), now() from generate_series(1, 500) n",
    )
    const pair = (n: number) =>
      on(
        url,
        `with one as (insert into breaker (name) values ('pair ${n}') returning 1)
        insert into lookup select 'pair', sha256('${n}'), gen_random_uuid(), gen_random_uuid(), now() from one`,
      )
    const into = await anEmptyDatabase()
    const ending = new AbortController()
    const writers = [1, 2].map(async (writer) => {
      for (let n = 0; !ending.signal.aborted; n++) await pair(10 * n + writer)
    })

    const backup = await backupOf(world, async () => {
      // The snapshot stands and the tables are not read yet: these may not be in it.
      for (let n = 0; n < 20; n++) await pair(10 * n + 5)
    })
    ending.abort()
    await Promise.all(writers)
    await restoreInto(into, backup)

    const [row] = await on<{ breakers: number; lookups: number }>(
      await superUrlOf(into),
      'select (select count(*)::int from breaker) as breakers, (select count(*)::int from lookup) as lookups',
    )
    assert.equal(row!.breakers, row!.lookups)
    assert.ok(row!.breakers >= 500)
    const late = await on(await superUrlOf(into), "select 1 from breaker where name like 'pair %5'")
    assert.equal(late.length, 0)
  })

  test('a table that the role may not read stops it, rather than being left out', async () => {
    const world = await testWorld()
    await on(world.ownerUrl, 'drop policy backup on connections')

    await assert.rejects(backupOf(world), { code: 'NOT_COVERED', message: /connections/ })
  })

  test('a database without a schema has none', async () => {
    const database = await anEmptyDatabase()

    await assert.rejects(backupOf(database as never), { code: 'NOT_MIGRATED' })
  })

  test('what opens the secrets is not beside them', async () => {
    const world = await testWorld()
    const { tables, keys } = await backupOf(world)
    const into = await anEmptyDatabase()

    const names = (await restoreInto(into, { tables, keys })).tables.map(({ name }) => name)

    assert.ok(names.includes('subject_salt'))
    const url = await superUrlOf(world)
    const [salt] = await on<{ salt: Buffer }>(url, 'select salt from subject_salt limit 1')
    const [key] = await on<{ wrapped: Buffer }>(url, 'select wrapped from encryption_keys limit 1')
    const text = await plaintextOf(tables)
    for (const secret of [salt!.salt, key!.wrapped])
      assert.equal(text.includes(secret.toString('hex')), false)
    assert.ok((await plaintextOf(keys, 'keys')).includes(salt!.salt.toString('hex')))
  })
})

async function plaintextOf(file: readonly Buffer[], kind: 'tables' | 'keys' = 'tables'): Promise<string> {
  const archive = await openArchive(inTurn(file), masterKey, kind)
  let text = ''
  for await (const { rows } of archive.tables) for await (const bytes of rows) text += bytes.toString()
  return text
}
