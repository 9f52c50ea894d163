import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { roles, urlOf } from './index.ts'
import { identityOf } from './living.ts'
import type { Identity } from './living.ts'
import { ask, supervisorUrl, trialHome, until, untilDead } from './trial-home.ts'

const identity = (pid: number): Identity => identityOf(pid) ?? assert.fail(`no process ${pid}`)

const shared = trialHome({ after })

test('a killed server is brought back on the same url with everything that was committed', async (t) => {
  const home = shared.lentTo(t)
  const server = await home.start()
  await ask(server.ownerUrl, 'create table kept as select 7 as n')
  const killed = home.serverPid()

  process.kill(killed, 'SIGKILL')

  await until('the new server', () => home.said.some((words) => words.startsWith('PostgreSQL is back')))
  assert.notEqual(home.serverPid(), killed)
  assert.deepEqual(await ask(server.ownerUrl, 'select n from kept'), [{ n: 7 }])
  assert.ok(home.said.some((words) => words.includes(`(pid ${killed}) died unasked`)))
})

test('a server is brought back again and again', async (t) => {
  const home = shared.lentTo(t)
  const server = await home.start()

  for (const times of [1, 2]) {
    process.kill(home.serverPid(), 'SIGKILL')
    await until(
      'the new server',
      () => home.said.filter((words) => words.includes('is back')).length === times,
    )
  }

  assert.equal((await ask(server.url, 'select 1')).length, 1)
})

test('a stop while the server is being brought back leaves none running', async (t) => {
  const home = shared.lentTo(t)
  const server = await home.start()
  const killed = home.serverPid()
  const pidFile = join(home.path, 'postgres', 'postmaster.pid')

  process.kill(killed, 'SIGKILL')
  await until('the next server', () => existsSync(pidFile) && ![0, killed].includes(home.serverPid()))
  const next = home.serverPid()
  process.kill(next, 'SIGSTOP')
  const stopping = server.stop()
  process.kill(next, 'SIGCONT')
  await stopping

  assert.equal(identityOf(next), null)
})

test('a server whose starter was killed lives on, and the next start takes it over', async (t) => {
  const home = shared.lentTo(t)
  const { child } = await home.startElsewhere()
  const orphan = identity(home.serverPid())
  const starter = identity(child.pid ?? 0)
  child.kill('SIGKILL')
  await untilDead(starter)

  const server = await home.start()

  assert.equal(server.adopted, true)
  assert.equal(home.serverPid(), orphan.pid)
  assert.equal((await ask(server.url, 'select 1')).length, 1)
  await server.stop()
  assert.equal(identityOf(orphan.pid), null)
})

test('a server that was taken over is brought back too when it is killed', async (t) => {
  const home = shared.lentTo(t)
  const { child } = await home.startElsewhere()
  const starter = identity(child.pid ?? 0)
  child.kill('SIGKILL')
  await untilDead(starter)
  const server = await home.start()

  process.kill(home.serverPid(), 'SIGKILL')

  await until('the new server', () => home.said.some((words) => words.startsWith('PostgreSQL is back')))
  assert.equal((await ask(server.url, 'select 1')).length, 1)
})

test('a server left running with other settings is started anew, not taken over', async (t) => {
  const home = shared.lentTo(t)
  const { child } = await home.startElsewhere()
  const orphan = identity(home.serverPid())
  const starter = identity(child.pid ?? 0)
  child.kill('SIGKILL')
  await untilDead(starter)

  const server = await home.start({ fsync: true })

  assert.equal(server.adopted, false)
  assert.equal(identityOf(orphan.pid), null)
  assert.deepEqual(await ask(server.url, 'show fsync'), [{ fsync: 'on' }])
})

test('starter and server both killed, the next start has everything that was committed', async (t) => {
  const home = shared.lentTo(t)
  const { child } = await home.startElsewhere()
  const starter = identity(child.pid ?? 0)
  child.kill('SIGKILL')
  process.kill(home.serverPid(), 'SIGKILL')
  await untilDead(starter)

  const server = await home.start()

  assert.equal(server.adopted, false)
  assert.equal((await ask(server.url, 'select 1')).length, 1)
})

test('a second starter is told who holds the home, since when and what to do', async (t) => {
  const home = shared.lentTo(t)
  await home.start()

  const second = await home.startElsewhere()

  assert.match(second.said, new RegExp(`already runs on ${home.path} \\(process ${process.pid}, since 20..-`))
  assert.match(second.said, /kill \d+.*KEYHOLD_HOME/)
})

test('children of a killed server that linger are waited for, though its pid file is gone', async (t) => {
  const home = shared.lentTo(t)
  const first = await home.startElsewhere()
  const client = new pg.Client({ connectionString: urlOf(join(home.path, 'socket'), roles.app) })
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const child = rows[0]?.pid ?? assert.fail('no backend')
  const log = () => readFileSync(join(home.path, 'postgres.log'), 'utf8')

  t.after(() => signalIfAlive(child, 'SIGCONT'))
  process.kill(child, 'SIGSTOP')
  const starter = identity(first.child.pid ?? 0)
  first.child.kill('SIGKILL')
  process.kill(home.serverPid(), 'SIGKILL')
  await untilDead(starter)
  rmSync(join(home.path, 'postgres', 'postmaster.pid'))
  const starting = home.start()
  await until('a refused start', () => log().includes('pre-existing shared memory block'))
  process.kill(child, 'SIGCONT')

  assert.equal((await ask((await starting).url, 'select 1')).length, 1)
})

test('a process id that another program has by now does not keep the server from starting', async (t) => {
  const home = shared.lentTo(t)
  const first = await home.start()
  await first.stop()
  const data = join(home.path, 'postgres')
  const lines = `${process.pid}\n${data}\n1\n5432\n${home.path}/socket\n\n  1 1\nready   \n`
  writeFileSync(join(data, 'postmaster.pid'), lines)

  const second = await home.start()

  assert.equal(second.adopted, false)
  assert.ok(
    home.said.some((words) => words.includes(`its process id ${process.pid} is no live PostgreSQL's`)),
  )
})

test('a first start that was killed while the cluster was being made is done over', async (t) => {
  const home = trialHome(t)
  const half = join(home.path, 'postgres-new-Ab12Cd')
  mkdirSync(join(half, 'base'), { recursive: true })
  writeFileSync(join(half, 'PG_VERSION'), '18\n')

  const server = await home.start()

  assert.deepEqual(
    readdirSync(home.path).filter((name) => name.startsWith('postgres-new-')),
    [],
  )
  assert.equal((await ask(server.url, 'select 1')).length, 1)
})

test('a first start really killed at any moment is repaired by the next', async (t) => {
  const home = trialHome(t)
  const code = `import { startEmbeddedPostgres } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)}
    startEmbeddedPostgres({ home: process.argv[1], fsync: false, log() {} })`
  for (const timeout of [150, 350, 550]) {
    spawnSync(process.execPath, ['--input-type=module', '-e', code, home.path], {
      timeout,
      killSignal: 'SIGKILL',
    })
  }

  const server = await home.start()

  const roles = await ask(server.url, `select rolname from pg_roles where rolname like 'keyhold%' order by 1`)
  assert.deepEqual(
    roles.map(({ rolname }) => rolname),
    ['keyhold', 'keyhold_owner', 'keyhold_supervisor'],
  )
})

test('a first start that was killed half-way through its roles is finished by the next', async (t) => {
  const home = shared.lentTo(t)
  const first = await home.start()
  await ask(supervisorUrl(first), 'drop database keyhold')
  await ask(supervisorUrl(first), 'drop role keyhold')
  await first.stop()

  const second = await home.start()

  assert.deepEqual(await ask(second.url, 'select current_user as login'), [{ login: 'keyhold' }])
})

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  if (identityOf(pid)) process.kill(pid, signal)
}
