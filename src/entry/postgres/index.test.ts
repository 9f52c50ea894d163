import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { EmbeddedPostgres } from './index.ts'
import { identityOf } from './living.ts'
import { ask, supervisorUrl, trialHome } from './trial-home.ts'

const needsRoot = { skip: process.getuid?.() !== 0 && 'needs to run as root' }
const home = trialHome({ after })
const kept = trialHome({ after })
let server: EmbeddedPostgres
before(async () => {
  server = await home.start()
})

test('the first start makes two logins without power over each other and a database of the owner', async () => {
  const logins = await ask(
    supervisorUrl(server),
    `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit, rolcanlogin
     from pg_roles where rolname in ('keyhold', 'keyhold_owner') order by rolname`,
  )
  const never = {
    rolsuper: false,
    rolbypassrls: false,
    rolcreatedb: false,
    rolreplication: false,
    rolcanlogin: true,
  }
  assert.deepEqual(logins, [
    { rolname: 'keyhold', ...never, rolcreaterole: false, rolinherit: false },
    { rolname: 'keyhold_owner', ...never, rolcreaterole: true, rolinherit: true },
  ])
  const owned = await ask(
    supervisorUrl(server),
    `select datname, pg_get_userbyid(datdba) as owner from pg_database where datname = 'keyhold'`,
  )
  assert.deepEqual(owned, [{ datname: 'keyhold', owner: 'keyhold_owner' }])
  const memberships = await ask(
    supervisorUrl(server),
    `select 1 from pg_auth_members where member = 'keyhold'::regrole`,
  )
  assert.deepEqual(memberships, [])
})

test('each url logs in as its own role', async () => {
  const whoAmI = 'select current_user as login, current_database() as db'
  assert.deepEqual(await ask(server.url, whoAmI), [{ login: 'keyhold', db: 'keyhold' }])
  assert.deepEqual(await ask(server.ownerUrl, whoAmI), [{ login: 'keyhold_owner', db: 'keyhold' }])
})

test('the owner can make tables and roles, the app login neither', async () => {
  await ask(server.ownerUrl, 'create table letters (id int)')
  await ask(server.ownerUrl, 'create role keyhold_app nologin')
  await ask(server.ownerUrl, 'grant keyhold_app to keyhold')

  await assert.rejects(ask(server.url, 'create table letters2 (id int)'), { code: '42501' })
  await assert.rejects(ask(server.url, 'create role mine'), { code: '42501' })
  await assert.rejects(ask(server.url, 'select * from letters'), { code: '42501' })
})

test('the environment of PG variables does not lead a connection astray', async (t) => {
  const kept = { ...process.env }
  t.after(() => {
    for (const name of ['PGPORT', 'PGSSLMODE', 'PGHOST']) {
      if (kept[name] === undefined) delete process.env[name]
      else process.env[name] = kept[name]
    }
  })

  Object.assign(process.env, { PGPORT: '1', PGSSLMODE: 'require', PGHOST: '127.0.0.2' })

  assert.equal((await ask(server.url, 'select 1')).length, 1)
})

test('the server listens on its socket alone', async () => {
  assert.deepEqual(listeningPorts(home.serverPid()), [])
})

test('nobody else may enter the folders of the socket and the data', async () => {
  const data = lstatSync(join(home.path, 'postgres'))
  const socket = lstatSync(server.socketFolder)
  assert.equal(data.mode & 0o777, 0o700)
  assert.equal(socket.mode & 0o777, 0o700)
  assert.equal(socket.uid, data.uid)
  assert.equal(statSync(home.path).mode & 0o777, 0o711)
  assert.equal(statSync(join(home.path, 'postgres.log')).mode & 0o777, 0o600)
})

test('root starts the server as another user', needsRoot, () => {
  const status = readFileSync(`/proc/${home.serverPid()}/status`, 'utf8')
  assert.doesNotMatch(status, /^Uid:\s+0\b/m)
  assert.match(status, /^Groups:\s*$/m)
  assert.match(status, /^CapEff:\s+0+$/m)
})

test('other users cannot connect, since they cannot reach the socket', needsRoot, () => {
  const connect = `import net from 'node:net'
    net.connect(process.argv[1]).on('connect', () => console.log('in')).on('error', (error) => console.log(error.code))`

  const other = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', connect, join(server.socketFolder, '.s.PGSQL.5432')],
    {
      uid: 5,
      gid: 5,
      encoding: 'utf8',
    },
  )

  assert.equal(other.stdout.trim(), 'EACCES')
})

test('the supervising superuser is a login of its own, not one of the two that are handed out', async () => {
  const superusers = await ask(supervisorUrl(server), 'select rolname from pg_roles where rolsuper')

  assert.deepEqual(superusers, [{ rolname: 'keyhold_supervisor' }])
})

test('the server sees nothing of our environment', async (t) => {
  const home = trialHome(t)

  await home.startElsewhere({ env: { CANARY_SECRET: 'tweet', LD_PRELOAD: '', PGOPTIONS: '-c work_mem=1MB' } })

  const environment = readFileSync(`/proc/${home.serverPid()}/environ`, 'utf8').split('\0').filter(Boolean)
  // PostgreSQL itself sets what names PG…; initdb and locale code may set LC_… .
  const foreign = environment.filter((each) => !/^(PATH|TZ|LC_\w+|PGDATA|PGLOCALEDIR|PG\w*)=/.test(each))
  assert.deepEqual(foreign, [])
  assert.ok(!environment.join().includes('work_mem'))
})

test('bound values, error details and open idle transactions are kept short by the settings', async () => {
  const names = [
    'log_parameter_max_length',
    'log_parameter_max_length_on_error',
    'log_error_verbosity',
    'idle_in_transaction_session_timeout',
    'listen_addresses',
    'max_connections',
    'data_checksums',
  ]

  const rows = await ask<{ name: string; value: string }>(
    server.url,
    `select name, current_setting(name) as value from pg_settings where name in ('${names.join("','")}')`,
  )

  assert.deepEqual(Object.fromEntries(rows.map(({ name, value }) => [name, value])), {
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
    idle_in_transaction_session_timeout: '30s',
    listen_addresses: '',
    max_connections: '100',
    data_checksums: 'on',
  })
})

test('fsync is on unless a test turns it off', async (t) => {
  const server = await trialHome(t).start({ fsync: true })

  assert.deepEqual(await ask(server.url, 'show fsync'), [{ fsync: 'on' }])
})

test('what was committed is there after a stop and a start', async (t) => {
  const home = kept.lentTo(t)
  const first = await home.start()
  await ask(first.ownerUrl, 'create table letters as select 7 as n')
  await first.stop()

  const second = await home.start()

  assert.equal(second.adopted, false)
  assert.deepEqual(await ask(second.ownerUrl, 'select n from letters'), [{ n: 7 }])
  assert.equal(second.url, first.url)
})

test('a stop ends every process of the server and may be asked twice', async (t) => {
  const home = kept.lentTo(t)
  const server = await home.start()
  const pid = home.serverPid()

  await Promise.all([server.stop(), server.stop()])

  assert.equal(identityOf(pid), null)
  assert.equal(readdirSync(join(home.path, 'postgres')).includes('postmaster.pid'), false)
})

test('rights that a login should not have are taken back at the next start', async (t) => {
  const home = kept.lentTo(t)
  const first = await home.start()
  await ask(supervisorUrl(first), 'alter role keyhold superuser bypassrls')
  await first.stop()

  const second = await home.start()

  const rows = await ask(second.url, `select rolsuper, rolbypassrls from pg_roles where rolname = 'keyhold'`)
  assert.deepEqual(rows, [{ rolsuper: false, rolbypassrls: false }])
})

function listeningPorts(pid: number): string[] {
  const sockets = new Set(descendants(pid).flatMap(socketsOf))
  const tables = ['/proc/net/tcp', '/proc/net/tcp6', '/proc/net/udp', '/proc/net/udp6']
  const rows = tables.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1))
  return rows.filter((row) => sockets.has(row.trim().split(/\s+/)[9] ?? ''))
}

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return [pid, ...children.map(Number)]
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`
  // A background process may have ended since it was listed.
  const links = existsSync(folder) ? readdirSync(folder).map((fd) => readlinkSync(join(folder, fd))) : []
  return links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? '').filter(Boolean)
}
