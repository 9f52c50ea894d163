// in a process of its own: it starts a PostgreSQL server, and programs as a container would
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { drawSecret } from '../../src/entry/cli/secret-files.ts'
import { passwordFile, startTrialPostgres, type TrialPostgres } from './trial-postgres.fixture.ts'

const script = join(import.meta.dirname, 'postgres/10-logins.sh')
const program = join(import.meta.dirname, 'keyhold.ts')
const isPsqlThere = spawnSync('psql', ['--version']).status === 0
const skip = isPsqlThere || process.env.CI === 'true' ? false : 'install postgresql-client (psql is absent)'

describe('the logins that the postgres image makes', { skip }, () => {
  const passwords = { app: drawSecret(), owner: drawSecret() }
  let server: TrialPostgres
  let folder: string
  let files: Record<string, string>

  before(async () => {
    server = await startTrialPostgres()
    folder = mkdtempSync(join(tmpdir(), 'keyhold-logins-'))
    files = {
      DATABASE_PASSWORD_FILE: passwordFile(folder, 'database_password', passwords.app),
      DATABASE_OWNER_PASSWORD_FILE: passwordFile(folder, 'database_owner_password', passwords.owner),
    }
    const { port } = server
    const made = spawnSync(script, {
      env: {
        PATH: process.env.PATH,
        PGHOST: server.folder,
        PGPORT: String(port),
        POSTGRES_USER: 'postgres',
        POSTGRES_DB: 'keyhold',
        ...files,
      },
      encoding: 'utf8',
    })
    assert.equal(made.status, 0, made.stderr)
  })

  after(async () => {
    await server?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  const as = async <Row extends pg.QueryResultRow>(
    user: string,
    password: string,
    text: string,
  ): Promise<Row[]> => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: server.port,
      user,
      password,
      database: 'keyhold',
    })
    await client.connect()
    try {
      return (await client.query<Row>(text)).rows
    } finally {
      await client.end()
    }
  }

  const keyhold = async (...words: string[]) => {
    const address = (login: string) => `postgres://${login}@127.0.0.1:${server.port}/keyhold`
    const child = spawn(process.execPath, [program, ...words], {
      env: {
        PATH: process.env.PATH,
        KEYHOLD_HOME: join(folder, 'home'),
        DATABASE_URL: address('keyhold'),
        DATABASE_OWNER_URL: address('keyhold_owner'),
        ...files,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => void (said += chunk.toString()))
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, said }
  }

  test('have no right of a superuser, and the process owns nothing', async () => {
    const roles = await as(
      'keyhold',
      passwords.app,
      `select rolname, rolsuper or rolbypassrls or rolreplication or rolcreatedb as "isMighty", rolcreaterole, rolinherit
       from pg_roles where rolname like 'keyhold%' order by rolname`,
    )
    const owners = await as(
      'keyhold',
      passwords.app,
      `select pg_get_userbyid(datdba) as owner from pg_database where datname = 'keyhold'`,
    )

    assert.deepEqual(roles, [
      { rolname: 'keyhold', isMighty: false, rolcreaterole: false, rolinherit: false },
      { rolname: 'keyhold_owner', isMighty: false, rolcreaterole: true, rolinherit: true },
    ])
    assert.deepEqual(owners, [{ owner: 'keyhold_owner' }])
  })

  test('have each a password of their own', async () => {
    await assert.rejects(as('keyhold', passwords.owner, 'select 1'), /password authentication failed/)
    await assert.rejects(as('keyhold_owner', passwords.app, 'select 1'), /password authentication failed/)
  })

  test('are enough for the migrations, and doctor finds roles and rights in order', async () => {
    const migrated = await keyhold('migrate')
    const examined = await keyhold('doctor', '--plain')

    assert.equal(migrated.code, 0, migrated.said)
    for (const check of ['database', 'login', 'schema', 'roles', 'grants', 'ownership', 'row_level_security'])
      assert.match(examined.said, new RegExp(`^ok\t${check}\t`, 'm'))
  })

  test('leave no password in the log, even where every statement is logged', () => {
    assert.match(server.log(), /create database keyhold/)
    assert.deepEqual(
      Object.values(passwords).filter((password) => server.log().includes(password)),
      [],
    )
  })
})
