import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { createDatabase, inDatabase, sharedCluster } from './cluster.ts'

test('a database from a template has its tables, its rows and the same owner', async (t) => {
  const template = await createDatabase()
  await ask(template.ownerUrl, 'create table letters as select 7 as n')

  const copy = await createDatabase({ template: template.name })

  assert.deepEqual(await ask(copy.ownerUrl, 'select n from letters'), [{ n: 7 }])
  assert.deepEqual(await ask(copy.url, 'select current_user as login, current_database() as db'), [
    { login: 'keyhold', db: copy.name },
  ])
  t.after(() => Promise.all([copy.drop(), template.drop()]))
})

test('a dropped database is gone though somebody is connected', async () => {
  const database = await createDatabase()
  const client = new pg.Client({ connectionString: database.url })
  client.on('error', () => undefined)
  await client.connect()

  await database.drop()

  await assert.rejects(ask(database.url, 'select 1'), { code: '3D000' })
})

test('the superuser of the cluster is one', async () => {
  const { superUrl } = await sharedCluster()

  assert.deepEqual(await ask(superUrl, 'show is_superuser'), [{ is_superuser: 'on' }])
})

test('a cluster goes with its process, whether that ends or is killed', async () => {
  for (const end of ['process.exit()', `process.kill(process.pid, 'SIGKILL')`, '']) {
    const folder = await folderOfEndedProcess(end)

    await untilGone(folder)
  }
})

test('a cluster that the environment names is used as it is', () => {
  const named = { url: 'postgresql://a@h/x', ownerUrl: 'postgresql://b@h/x', superUrl: 'postgresql://c@h/y' }
  const code = `import { sharedCluster } from ${JSON.stringify(new URL('cluster.ts', import.meta.url).href)}
    console.log(JSON.stringify(await sharedCluster()))`

  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, KEYHOLD_TEST_CLUSTER: JSON.stringify(named) },
    encoding: 'utf8',
  })

  assert.deepEqual(JSON.parse(run.stdout), named)
})

test("an address keeps everything but its database's name", () => {
  assert.equal(inDatabase('postgresql://a@/x?host=%2Ftmp', 'y z'), 'postgresql://a@/y%20z?host=%2Ftmp')
  assert.equal(inDatabase('postgres://a:b@h:1/x', 'y'), 'postgres://a:b@h:1/y')
})

async function folderOfEndedProcess(end: string): Promise<string> {
  const code = `import { sharedCluster } from ${JSON.stringify(new URL('cluster.ts', import.meta.url).href)}
    const { url } = await sharedCluster()
    console.log(new URLSearchParams(url.split('?')[1]).get('host'))
    process.stdout.write('', () => { ${end} })`
  const env = { ...process.env, KEYHOLD_TEST_CLUSTER: '', KEYHOLD_TEST_FSYNC: 'off' }
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  })
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return chunk
    .toString()
    .trim()
    .replace(/\/home\/socket$/, '')
}

async function untilGone(folder: string): Promise<void> {
  assert.match(folder, /keyhold-tests-\w+$/)
  const patientUntil = performance.now() + 20_000
  while (existsSync(folder)) {
    assert.ok(performance.now() < patientUntil, `${folder} is still there`)
    await pause(20)
  }
}

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
