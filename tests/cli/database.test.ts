import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { migrate } from '../../src/kit/migrate.ts'
import { migrations } from '../../src/migrations.ts'
import { createDatabase, inDatabase, sharedCluster, type TestDatabase } from '../support/cluster.ts'
import { aHome } from './running.ts'

const home = aHome()
const KEYHOLD_MASTER_KEY = Buffer.alloc(32, 7).toString('base64')
let database: TestDatabase
let adminUrl: string

before(async () => {
  database = await createDatabase()
  adminUrl = inDatabase((await sharedCluster()).superUrl, database.name)
})

after(async () => {
  await home.remove()
  await database?.drop()
})

async function asAdmin(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

/** The same door, another login. */
const as = (login: string): string => adminUrl.replace(/^(\w+:\/\/)[^@]*/, `$1${login}`)

const noPsql =
  spawnSync('psql', ['--version']).error !== undefined && process.env.CI !== 'true'
    ? 'install postgresql-client'
    : false

/** Whose the tables and functions are. */
async function ownersIn(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ owner: string }>(
    `select relowner::regrole::text as owner from pg_class where relnamespace = 'public'::regnamespace
     union select proowner::regrole::text from pg_proc where pronamespace = 'public'::regnamespace order by 1`,
  )
  await client.end()
  return rows.map(({ owner }) => owner)
}

/** @returns what it complained of */
function psql(url: string, script: string): string {
  const { stderr, status } = spawnSync('psql', [url, '--quiet', '--no-psqlrc', '--file=-'], {
    input: script,
    encoding: 'utf8',
    env: { ...process.env, PGOPTIONS: '-c client_min_messages=warning' },
  })
  return status === 0 ? stderr : `${status}: ${stderr}`
}

async function findings(environment: Record<string, string>): Promise<string[]> {
  const { stdout } = await home.keyhold(['doctor', '--plain'], environment)
  return stdout.split('\n').map((line) => line.split('\t').slice(0, 2).join(' '))
}

describe('with a database of its own', () => {
  const environment = () => ({ DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl })

  test('doctor says that there is no schema yet', async () => {
    assert.ok((await findings(environment())).includes('warn schema'))
  })

  test('migrate names what it applied, and finds nothing to do the second time', async () => {
    const first = await home.keyhold(['migrate'], environment())
    const second = await home.keyhold(['migrate'], environment())

    assert.deepEqual([first.code, second.code], [0, 0], first.stderr)
    assert.match(first.stdout, /^0001_kit_roles\n/)
    assert.match(second.stdout, /nothing to do/)
  })

  test('doctor finds roles, rights and tables in order', async () => {
    const found = await findings(environment())

    for (const check of [
      'database',
      'login',
      'schema',
      'roles',
      'grants',
      'ownership',
      'row_level_security',
      'master_key_fit',
      'clock',
    ]) {
      assert.ok(found.includes(`ok ${check}`), `${check}: ${found.join(', ')}`)
    }
  })

  test('doctor fails for a table whose owner is not bound by its policies', async () => {
    await asAdmin('alter table connections no force row level security')

    const found = await findings(environment())

    await asAdmin('alter table connections force row level security')
    assert.ok(found.includes('fail row_level_security'), found.join(', '))
  })

  test('doctor fails for a login that no policy binds', async () => {
    const found = await findings({ DATABASE_URL: adminUrl, DATABASE_OWNER_URL: database.ownerUrl })

    assert.ok(found.includes('fail login'), found.join(', '))
  })

  test('doctor says so when the login cannot see the state of the schema', async () => {
    const found = await findings({ DATABASE_URL: database.url })

    assert.ok(found.includes('warn schema'), found.join(', '))
  })
})

describe('set up by psql', () => {
  test(
    'the printed script makes what migrate makes, and does nothing the second time',
    { skip: noPsql },
    async () => {
      const own = await createDatabase()
      const environment = { DATABASE_URL: own.url, DATABASE_OWNER_URL: own.ownerUrl }
      const { stdout: script } = await home.keyhold(['migrate', '--print'], environment)
      const url = inDatabase(adminUrl, own.name)

      const first = psql(url, script)
      const second = psql(url, script)

      const migrated = await home.keyhold(['migrate'], environment)
      const found = await findings(environment)
      const owners = await ownersIn(url)
      await own.drop()
      assert.deepEqual([first, second, migrated.code], ['', '', 0])
      assert.deepEqual(owners, ['keyhold_audit', 'keyhold_lookup', 'keyhold_owner'])
      assert.match(migrated.stdout, /nothing to do/)
      for (const check of ['schema', 'roles', 'grants', 'ownership', 'row_level_security'])
        assert.ok(found.includes(`ok ${check}`), `${check}: ${found.join(', ')}`)
    },
  )
})

describe('an upgrade from an older schema', () => {
  let own: TestDatabase
  const environment = () => ({ DATABASE_URL: own.url, DATABASE_OWNER_URL: own.ownerUrl, KEYHOLD_MASTER_KEY })
  const older = migrations.filter(({ number }) => number <= 13)

  before(async () => {
    own = await createDatabase()
    await migrate(own.ownerUrl, older, { 'keyhold.login': 'keyhold' })
  })

  after(() => own?.drop())

  test('tells what is due, and does nothing, when it is to check', async () => {
    const { code, stdout } = await home.keyhold(['upgrade', '--check', '--plain'], environment())
    const again = await home.keyhold(['upgrade', '--check', '--plain'], environment())

    assert.equal(code, 0, stdout)
    assert.match(stdout, /^ok\tschema\tdue: 0014_limits_requests, /m)
    assert.equal(again.stdout, stdout)
  })

  test('backs up first, then migrates, and finds nothing to do the second time', async () => {
    const { code, stdout, stderr } = await home.keyhold(['upgrade', '--json'], environment())
    const again = await home.keyhold(['upgrade', '--plain'], environment())

    assert.equal(code, 0, stderr)
    const { backup, applied, schema } = JSON.parse(stdout) as Record<string, unknown>
    assert.match((backup as { file: string }).file, /backups\/keyhold-.*\.khb$/)
    assert.deepEqual([(applied as string[])[0], schema], ['0014_limits_requests', migrations.at(-1)!.number])
    assert.match(again.stdout, /^ok\tschema\tat /m)
  })

  test('to an older program is refused, with the cure', async () => {
    const client = new pg.Client({ connectionString: own.ownerUrl })
    await client.connect()
    await client.query("insert into schema_migrations values (9999, '9999_later', '')")
    await client.end()

    const { code, stdout } = await home.keyhold(['upgrade', '--plain'], environment())

    assert.equal(code, 1)
    assert.match(stdout, /^fail\tschema\tthe database has schema 9999.*start the newer program/m)
  })
})

describe('where the login may not make roles', () => {
  let own: TestDatabase
  let logins: { maker: string; web: string }

  before(async () => {
    own = await createDatabase()
    logins = { maker: `${own.name}_maker`, web: `${own.name}_web` }
    adminUrl = inDatabase(adminUrl, own.name)
    for (const login of Object.values(logins))
      await asAdmin(`create role ${login} login nosuperuser nocreaterole`)
  })

  after(() => own?.drop())

  const environment = () => ({ DATABASE_URL: as(logins.web), DATABASE_OWNER_URL: as(logins.maker) })

  test('migrate says which lines an administrator runs', async () => {
    const { code, stderr } = await home.keyhold(['migrate'], environment())

    assert.equal(code, 1)
    assert.match(stderr, /migrate --print|permission denied/)
  })

  test('the printed lines name both logins, need no database, and may be run twice', async () => {
    const { code, stdout } = await home.keyhold(['migrate', '--print', 'roles'], {
      DATABASE_URL: `postgresql://${logins.web}:secret-word@nowhere.invalid/x`,
      DATABASE_OWNER_URL: `postgresql://${logins.maker}@nowhere.invalid/x`,
    })

    assert.equal(code, 0)
    assert.ok(stdout.includes(`to "${logins.web}"`) && stdout.includes(`to "${logins.maker}"`))
    assert.ok(!stdout.includes('secret-word'))
    await asAdmin(stdout)
    await asAdmin(stdout)
  })

  test('afterwards the login migrates, and doctor finds roles and rights in order', async () => {
    const { code, stderr } = await home.keyhold(['migrate'], environment())
    const found = await findings(environment())

    assert.equal(code, 0, stderr)
    for (const check of ['login', 'roles', 'grants', 'ownership', 'row_level_security'])
      assert.ok(found.includes(`ok ${check}`), `${check}: ${found.join(', ')}`)
  })
})
