import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Finding } from '../../src/entry/cli/doctor/finding.ts'
import { connect } from './connecting.ts'
import { aHome, type Started } from './running.ts'

const home = aHome()
let server: Started

before(async () => {
  server = await home.start()
  assert.notEqual(server.url, '', server.stderr())
})

after(() => home.remove())

const everyCheck =
  `node configuration home operator_key spill master_key disk postgres_programs database login clock
  schema roles grants ownership row_level_security master_key_fit audit port provider`.split(/\s+/)

describe('doctor, while the server runs', () => {
  const doctor = (words: string[], environment: Record<string, string> = {}) =>
    home.keyhold(['doctor', ...words], { PORT: new URL(server.url).port, ...environment })

  test('finds all well, and tells no secret', async () => {
    const { code, stdout } = await doctor(['--json'])

    const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Finding[] }
    assert.deepEqual([code, ok], [0, true], stdout)
    assert.deepEqual(
      everyCheck.filter((name) => !checks.some(({ check }) => check === name)),
      [],
    )
    for (const file of ['master.key', 'operator.key']) {
      assert.ok(!stdout.includes(readFileSync(join(home.folder, file), 'utf8').trim()))
    }
  })

  test('fails with another master key, naming the one that is wanted', async () => {
    const own = /fingerprint is ([0-9a-f]{16})/.exec(server.stderr())![1]!

    const { code, stdout } = await doctor([], { KEYHOLD_MASTER_KEY: Buffer.alloc(32, 1).toString('base64') })

    assert.equal(code, 1)
    assert.match(stdout, new RegExp(`fail master key fit: the database wants the master key ${own}`))
  })

  test('for production wants more', async () => {
    await server.keyhold('connect', 'sandbox', '--user', 'alice')

    const { code, stdout } = await doctor(['--production', '--plain'])

    assert.equal(code, 1)
    for (const check of ['configuration', 'environment', 'address', 'home_lasts'])
      assert.match(stdout, new RegExp(`^fail\t${check}\t`, 'm'))
    assert.match(stdout, /^warn\tconnect_confirmation\t/m)
  })
})

test('a request that is under way is answered before the server ends', async (t) => {
  const own = aHome()
  t.after(() => own.remove())
  const slow = await own.start()
  const { id, provider } = await connect(slow, 'alice')
  await fetch(`${provider}/_control/settings`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ latencyMilliseconds: 1_000 }),
  })

  const refreshing = slow.keyhold('connections', 'refresh', id)
  await fetch(`${provider}/_control/wait?endpoint=token&calls=2&seconds=20`)
  slow.child.kill('SIGTERM')

  const { code, stderr } = await refreshing
  assert.equal(code, 0, stderr)
  assert.equal(await slow.ended, 0)
})

describe('the end', () => {
  test('one Ctrl-C, which npm sends on a second time, lets the server end as it should', async () => {
    server.child.kill('SIGINT')
    server.child.kill('SIGINT')

    assert.equal(await server.ended, 0)
  })

  test('without a server commands say how to start one', async () => {
    const { code, stderr } = await server.keyhold('connections')

    assert.equal(code, 69)
    assert.match(stderr, /No server runs at .*\n.*npm start/)
  })

  test('doctor and migrate start the database for themselves, and end it', async () => {
    const looked = await home.keyhold(['doctor', '--plain'])
    const migrated = await home.keyhold(['migrate', '--json'])

    assert.equal(looked.code, 0, looked.stdout)
    assert.match(looked.stdout, /^ok\tmaster_key_fit\t/m)
    const { applied, schema } = JSON.parse(migrated.stdout)
    assert.deepEqual([migrated.code, applied], [0, []])
    assert.ok(schema >= 9)
  })

  test('a later start makes no new key, and SIGTERM ends it with 0', async () => {
    const again = await home.start()

    assert.match(again.stdout(), /^Keyhold is ready/)
    assert.doesNotMatch(again.stderr(), /back this up/)
    again.child.kill('SIGTERM')
    assert.equal(await again.ended, 0)
  })
})
