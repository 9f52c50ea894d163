import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { linked } from '../../../../tests/support/linked.ts'
import { aConnection, alice } from '../../../../tests/support/cast.ts'
import {
  createDatabase,
  inDatabase,
  sharedCluster,
  type TestDatabase,
} from '../../../../tests/support/cluster.ts'
import { masterKey, testWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { record } from '../../../parts/audit/index.ts'
import { said } from '../outside.fixture.ts'
import type { Finding } from './finding.ts'

let KEYHOLD_HOME: string

before(() => {
  KEYHOLD_HOME = join(mkdtempSync(join(tmpdir(), 'keyhold-doctor-database-')), 'home')
})

after(() => rmSync(join(KEYHOLD_HOME, '..'), { recursive: true }))

async function check(name: string, environment: Record<string, string>): Promise<Finding> {
  const { stdout } = await said(['doctor', '--json'], { KEYHOLD_HOME, PORT: '0', ...environment })
  const { checks } = JSON.parse(stdout) as { checks: Finding[] }
  return checks.find((finding) => finding.check === name)!
}

describe('a server that asks for passwords', () => {
  let database: TestDatabase
  let logins: { asked: string; refused: string }
  let rules: string
  let superUrl: string

  before(async () => {
    ;({ superUrl } = await sharedCluster())
    database = await createDatabase()
    logins = { asked: `${database.name}_asked`, refused: `${database.name}_refused` }
    const [row] = await asSuper<{ hba_file: string }>('show hba_file')
    rules = row!.hba_file
    await asSuper(`create role ${logins.asked} login password 'the-right-one'`)
    await asSuper(`create role ${logins.refused} login`)
    await rewriteRules(
      (text) => `local all ${logins.asked} scram-sha-256\nlocal all ${logins.refused} reject\n${text}`,
    )
    await untilAsked()
  })

  after(async () => {
    if (rules)
      await rewriteRules((text) =>
        text
          .split('\n')
          .filter((line) => !line.includes(database.name))
          .join('\n'),
      )
    for (const login of Object.values(logins ?? {})) await asSuper(`drop role if exists ${login}`)
    await database?.drop()
  })

  async function asSuper<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: superUrl })
    await client.connect()
    try {
      return (await client.query<Row>(text)).rows
    } finally {
      await client.end()
    }
  }

  async function rewriteRules(change: (text: string) => string): Promise<void> {
    writeFileSync(rules, change(readFileSync(rules, 'utf8')))
    await asSuper('select pg_reload_conf()')
  }

  /** The server takes new rules a moment after it was told to. */
  async function untilAsked(): Promise<void> {
    for (;;) {
      const client = new pg.Client({ connectionString: addressOf(logins.refused) })
      const isIn = await client.connect().then(
        () => true,
        () => false,
      )
      await client.end()
      if (!isIn) return
    }
  }

  const addressOf = (login: string, password = '', name = database.name): string =>
    inDatabase(superUrl, name).replace(/^(\w+:\/\/)[^@]*/, `$1${login}${password && `:${password}`}`)

  test('a wrong password is told as such, with the way that loses no data, and is in no answer', async () => {
    const DATABASE_URL = addressOf(logins.asked, 'the-wrong-one')

    const finding = await check('database', { DATABASE_URL })
    const { stdout, stderr } = await said(['doctor'], { KEYHOLD_HOME, PORT: '0', DATABASE_URL })

    assert.equal(finding.level, 'fail')
    assert.match(finding.text, new RegExp(`refuses the password of the login ${logins.asked}`))
    assert.match(finding.fix ?? '', /DATABASE_URL.*alter role .* password/)
    assert.doesNotMatch(stdout + stderr, /the-(wrong|right)-one/)
  })

  test('a missing password is told as such', async () => {
    const finding = await check('database', { DATABASE_URL: addressOf(logins.asked) })

    assert.match(`${finding.level} ${finding.text}`, /fail .*wants a password.*none is given/)
    assert.match(finding.fix ?? '', /DATABASE_URL.*PGPASSWORD/)
  })

  test('a missing database, and a login that no rule lets in, are told as such', async () => {
    const absent = await check('database', {
      DATABASE_URL: addressOf(logins.asked, 'the-right-one', 'test_absent'),
    })
    const refused = await check('database', { DATABASE_URL: addressOf(logins.refused) })

    assert.match(`${absent.text}: ${absent.fix}`, /no database test_absent.*create database "test_absent"/)
    assert.match(`${refused.text}: ${refused.fix}`, /by no rule.*pg_hba\.conf/)
  })

  test('the login that migrates is told apart', async () => {
    const finding = await check('database_owner', {
      DATABASE_URL: addressOf(logins.asked, 'the-right-one'),
      DATABASE_OWNER_URL: addressOf(logins.asked, 'the-wrong-one'),
    })

    assert.match(`${finding.text}: ${finding.fix}`, /refuses the password.*DATABASE_OWNER_URL/)
  })

  test('a server that is not there is told with its place', async () => {
    const finding = await check('database', { DATABASE_URL: 'postgres://web:pass-word-1@127.0.0.1:1/app' })

    assert.match(`${finding.text}: ${finding.fix}`, /no PostgreSQL answers at 127\.0\.0\.1:1: start it/)
  })
})

describe('what is in the database', () => {
  test('wants the master key it was made with', async () => {
    const world = await testWorld()
    const other = Buffer.alloc(32, 9).toString('base64')

    const fits = await check('master_key_fit', {
      DATABASE_URL: world.databaseUrl,
      KEYHOLD_MASTER_KEY: masterKey,
    })
    const wrong = await check('master_key_fit', {
      DATABASE_URL: world.databaseUrl,
      KEYHOLD_MASTER_KEY: other,
    })

    assert.deepEqual([fits.level, wrong.level], ['ok', 'fail'])
    assert.match(wrong.fix ?? '', /KEYHOLD_MASTER_KEY/)
  })

  test('is nothing as long as nobody connected an account: the way to do so fits the deployment', async () => {
    const world = await testWorld()
    const strava = {
      STRAVA_CLIENT_ID: '1',
      STRAVA_CLIENT_SECRET: 'a-client-secret',
      KEYHOLD_URL: 'http://localhost:3000',
    }

    const bare = await check('connections', { DATABASE_URL: world.databaseUrl })
    const own = await check('connections', { DATABASE_URL: world.databaseUrl, ...strava })
    const moving = await check('connections', {
      DATABASE_URL: world.databaseUrl,
      ...strava,
      ENCRYPTION_KEY: 'k7tJ0qv3nX2mZ8cB5dF1',
    })

    assert.deepEqual([bare.level, own.level, moving.level], ['warn', 'warn', 'warn'])
    assert.match(bare.text, /no data yet/)
    assert.match(bare.fix ?? '', /connect sandbox --user/)
    assert.match(own.fix ?? '', /http:\/\/localhost:3000\/strava\/authorize/)
    assert.match(moving.fix ?? '', /import 002/)
  })

  test('is well with a connection, and worth a word when its owner is needed', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const { id } = await aConnection(world, owner)

    const active = await check('connections', { DATABASE_URL: world.databaseUrl })
    await as(world, { role: 'app', accountId: owner.accountId }).sql`
      update connections set status = 'needs_reauth', reason = 'refused' where id = ${id}`
    const lost = await check('connections', { DATABASE_URL: world.databaseUrl })

    assert.deepEqual([active.level, active.text, lost.level], ['ok', '1 active', 'warn'])
    assert.match(lost.fix ?? '', /connections --status needs_reauth/)
  })

  test('is told when others may use what no policy protects, and is well once that was taken back', async () => {
    const world = await testWorld()
    const database = /\/(test_\w+)/.exec(world.databaseUrl)![1]!
    const stranger = `${database}_anon`
    const { superUrl } = await sharedCluster()
    const administrator = new pg.Client({ connectionString: inDatabase(superUrl, database) })
    await administrator.connect()
    const doctor = () => check('privileges', { DATABASE_URL: world.databaseUrl })
    try {
      const before = await doctor()
      // As default privileges of a hosted database do.
      await administrator.query(
        `create role ${stranger} login; grant all on all functions in schema public to ${stranger}; grant all on all tables in schema public to ${stranger}`,
      )
      const open = await doctor()
      await administrator.query(open.fix!.replaceAll(/alter default privileges[^;]*/g, ''))
      const mended = await doctor()

      assert.deepEqual([before.level, open.level, mended.level], ['ok', 'fail', 'ok'])
      assert.match(open.text, new RegExp(`^${stranger} may use \\w.* and \\d+ more`))
      assert.match(open.fix!, /alter default privileges in schema public revoke all on functions from/)
    } finally {
      await administrator.query(`drop owned by ${stranger}; drop role ${stranger}`)
      await administrator.end()
    }
  })

  test('is told when its log is not bound', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const told = (action: string) =>
      transaction(as(world, { role: 'app', accountId: owner.accountId }), (world) =>
        record(world, { action, accountId: owner.accountId, actor: { kind: 'job', id: 'test' } }),
      )

    await linked(world)
    const bound = await check('audit', { DATABASE_URL: world.databaseUrl })
    await told('key.created')
    const waiting = await check('audit', { DATABASE_URL: world.databaseUrl })

    assert.match(bound.text, /entries are bound/)
    // The world of a test lies in the past: what it writes has waited for long.
    assert.match(`${waiting.level} ${waiting.text}`, /^warn an entry waits to be bound since \d+ s/)
  })

  test('is told when it never came or when nobody fetches it', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const { id } = await aConnection(world, owner)
    const account = as(world, { role: 'app', accountId: owner.accountId })
    const setTo = (dueAt: string, failures: number) => account.sql`
      insert into data_set (connection_id, name, account_id, due_at, failures, last_failure)
      values (${id}, 'activities', ${owner.accountId}, now() + ${dueAt}::interval, ${failures}, 'ANSWERED_500')
      on conflict (connection_id, name) do update set due_at = excluded.due_at, failures = excluded.failures`

    await setTo('1 minute', 0)
    const fine = await check('syncs', { DATABASE_URL: world.databaseUrl })
    await setTo('1 minute', 2)
    const never = await check('syncs', { DATABASE_URL: world.databaseUrl })
    await setTo('-1 hour', 0)
    const asleep = await check('syncs', { DATABASE_URL: world.databaseUrl })

    assert.deepEqual([fine.level, fine.text], ['ok', '1 kept up to date'])
    assert.match(`${never.text}: ${never.fix}`, new RegExp(`never came: ANSWERED_500: .* sync ${id} --now`))
    assert.match(`${asleep.text}: ${asleep.fix}`, /no server runs the jobs: .* start/)
  })
})
