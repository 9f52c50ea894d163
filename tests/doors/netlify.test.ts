import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { netlifyFunctions } from '../../src/entry/netlify/functions.ts'
import { type Log, silentLog } from '../../src/kit/log.ts'
import { migrate } from '../../src/kit/migrate.ts'
import { migrations } from '../../src/migrations.ts'
import { parts } from '../../src/parts.ts'
import { signedInHeaders } from '../support/operator.ts'
import { poolerSkip as skip } from '../support/pooler.ts'
import { aMachine, codeFor, connected, type Machine } from './netlify-people.ts'
import { adminKey, aSite, internalApiKey, type Site } from './netlify-site.ts'

let site: Site
let machine: Machine

const ends: (() => unknown)[] = []

before(async () => {
  if (skip === false) site = await aSite((end) => ends.push(end))
})
after(async () => {
  for (const end of ends.toReversed()) await end()
})

/** As the owner of the database, past the pooler. */
async function asOwner(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: site.cluster.ownerUrl })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

const athletes = () => site.provider.people.all().map(({ id }) => id)

describe('Netlify, over PostgreSQL 15 behind PgBouncer in transaction mode', { skip }, () => {
  test('a database that nobody migrated is told with its cure, and served once it is migrated', async () => {
    const { answer } = netlifyFunctions(site.environment, silentLog)
    const readiness = async () => {
      const response = await answer(new Request(`${site.url}/readyz`), {})
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }

    const unmigrated = await readiness()
    await migrate(site.cluster.ownerUrl, migrations, { 'keyhold.login': 'keyhold' })
    const migrated = await readiness()
    machine = await aMachine(site, (end) => ends.push(end))

    const { code, hint, schema, wanted } = unmigrated.body
    assert.deepEqual(
      [unmigrated.status, code, schema, wanted],
      [503, 'SCHEMA_BEHIND', 0, migrations.at(-1)!.number],
    )
    assert.match(String(hint), /keyhold migrate/)
    assert.deepEqual([migrated.status, migrated.body.status], [200, 'ready'])
  })

  test('a schema newer than the program is refused', async () => {
    await asOwner("insert into schema_migrations values (9999, '9999_later', '')")
    const { answer } = netlifyFunctions(site.environment, silentLog)

    const response = await answer(new Request(`${site.url}/readyz`), {})
    await asOwner('delete from schema_migrations where number = 9999')

    assert.equal(response.status, 503)
    assert.equal(((await response.json()) as { code: string }).code, 'SCHEMA_AHEAD')
  })

  test('every setting that is missing is told in the log at once, and nothing of it to the public', async () => {
    const said: string[] = []
    const log: Log = { ...silentLog, error: (words) => void said.push(words) }
    const { answer } = netlifyFunctions({ KEYHOLD_HOME: '/nowhere' }, log)

    const response = await answer(new Request(`${site.url}/readyz`), {})

    const text = await response.text()
    assert.equal(response.status, 503)
    assert.match(text, /MISCONFIGURED/)
    const names = ['DATABASE_URL', 'KEYHOLD_URL', 'KEYHOLD_MASTER_KEY', 'INTERNAL_API_KEY']
    assert.deepEqual(
      names.filter((name) => !said.join().includes(`${name}: is missing`) || text.includes(name)),
      [],
    )
  })

  test('another host name is refused, and a room of the console is a page', async () => {
    const other = await site.fetch(new Request('https://keyhold.example.org/livez'))
    const room = await site.fetch(
      new Request(`${site.url}/connections`, { headers: { accept: 'text/html' } }),
    )

    assert.equal(other.status, 421)
    assert.deepEqual([room.status, room.headers.get('content-type')], [200, 'text/html; charset=utf-8'])
  })

  test('the operator signs in by a link from another machine, and a key made here reads a token connected here', async () => {
    const sameSite = { origin: site.url, 'sec-fetch-site': 'same-origin' }
    const token = await machine.operatorLink()
    const signedIn = await site.ask('POST', '/api/operator/session', { body: { token }, headers: sameSite })
    const made = await site.ask('POST', '/api/keys', {
      body: { name: 'web', scopes: ['connections:token'] },
      headers: { ...sameSite, ...signedInHeaders(signedIn) },
    })
    const id = await connected(site, 'alice', athletes()[0]!)

    const read = await site.ask('GET', `/api/connections/${id}/token`, { key: String(made.body.key) })

    assert.deepEqual([signedIn.status, made.status, read.status], [200, 201, 200])
    assert.equal(read.body.token_type, 'Bearer')
  })

  test("the operator's key is taken from nobody, whatever address a request is said to come from", async () => {
    const headers = { authorization: `Bearer ${site.environment.KEYHOLD_OPERATOR_KEY}` }
    const from = (ip: string, also = {}) =>
      site.ask('POST', '/api/operator/links', { body: {}, headers: { ...headers, ...also }, context: { ip } })

    const answers = [
      await from('127.0.0.1'),
      await from('::1'),
      await from('::ffff:127.0.0.1'),
      await from('', { 'x-nf-client-connection-ip': '127.0.0.1' }),
    ]

    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 401, 401, 401],
    )
  })

  test('a refresh behind an answer is handed to Netlify to wait for, and waited for where there is nobody to hand it to', async () => {
    const { provider } = site
    const id = await connected(site, 'bob', athletes()[1]!)
    for (const hands of [true, false]) {
      await machine.makeSoft(id)
      const before = await machine.generationOf(id)
      provider.faults.push({ on: 'token', kind: 'hold' })
      const handed: Promise<unknown>[] = []
      const context = hands ? { waitUntil: (work: Promise<unknown>) => void handed.push(work) } : {}
      let isAnswered = false
      const reading = site
        .ask('GET', `/api/connections/${id}/token`, { key: internalApiKey, context })
        .finally(() => (isAnswered = true))
      await provider.held.until(1)
      if (hands) await reading
      const wasAnswered = isAnswered
      provider.held.release()
      const { status } = await reading
      await Promise.all(handed)

      assert.deepEqual([wasAnswered, status, await machine.generationOf(id)], [hands, 200, before + 1])
    }
  })

  test('the schedule refreshes what is due and binds the audit log', async () => {
    const id = await connected(site, 'carol', athletes()[2]!)
    await machine.makeSoft(id)
    const before = await machine.generationOf(id)

    const done = await site.tick()

    assert.equal(done['connections.refresh_due'], 1)
    assert.equal(await machine.generationOf(id), before + 1)
    assert.ok(done['audit.link']! > 0)
  })
})

describe("source 000's functions on Netlify", { skip }, () => {
  const at = '/.netlify/functions/'
  const userId = '54e07d62-a536-4201-ab99-76c8f08a524f'
  let key: string

  test('there is a file for each address, as Netlify gives these out by name alone', () => {
    const routes = parts.flatMap((part) => part.routes ?? []).map(({ path }) => path)
    const names = routes.filter((path) => path.startsWith(at)).map((path) => path.slice(at.length))

    assert.deepEqual([...site.names].sort(), [...new Set([...names, 'keyhold', 'keyhold-due'])].sort())
  })

  test('api-key-manager makes a key for a user, lists it, and ends it', async () => {
    const made = await site.ask('POST', `${at}api-key-manager`, { key: adminKey, body: { user_id: userId } })
    const spare = await site.ask('POST', `${at}api-key-manager`, { key: adminKey, body: { user_id: userId } })
    const off = await site.ask('PUT', `${at}api-key-manager`, {
      key: adminKey,
      body: { key_id: spare.body.id, is_active: false },
    })
    const gone = await site.ask('DELETE', `${at}api-key-manager`, {
      key: adminKey,
      body: { key_id: spare.body.id },
    })
    const listed = await site.ask('GET', `${at}api-key-manager?user_id=${userId}`, { key: adminKey })

    key = String(made.body.api_key)
    const keys = JSON.parse(String(listed.body.text)) as { id: string; is_active: boolean }[]
    assert.deepEqual([made.status, spare.status, off.status, gone.status], [201, 201, 200, 200])
    assert.deepEqual(
      keys.map(({ id, is_active }) => [id, is_active]).sort(),
      [
        [made.body.id, true],
        [spare.body.id, false],
      ].sort(),
    )
  })

  test('strava-oauth-exchange takes a code for the user of the key', async () => {
    const code = await codeFor(site, athletes()[0]!)

    const { status, body } = await site.ask('POST', `${at}strava-oauth-exchange`, {
      key,
      body: { code, userId, scope: 'read,activity:read_all' },
    })

    assert.deepEqual([status, body.success, body.athlete_id], [200, true, athletes()[0]])
  })

  test('strava-token-status tells the state of the token', async () => {
    const { status, body, headers } = await site.ask('GET', `${at}strava-token-status?userId=${userId}`, {
      key,
    })

    assert.deepEqual([status, body.user_id, body.status], [200, userId, 'valid'])
    assert.equal(headers.get('x-cache'), 'MISS')
    assert.equal(headers.get('x-ratelimit-limit'), '100')
  })

  test('strava-refresh-token says when there is nothing to refresh', async () => {
    const { status, body } = await site.ask('POST', `${at}strava-refresh-token`, { key, body: { userId } })

    assert.deepEqual([status, body.refresh_not_needed], [200, true])
  })

  test('strava-auto-refresh makes a round', async () => {
    const { status, body } = await site.ask('POST', `${at}strava-auto-refresh`, { key: internalApiKey })

    assert.equal(status, 200)
    assert.deepEqual(
      ['processed', 'successful', 'failed', 'cached', 'not_needed'].map((name) => typeof body[name]),
      Array.from({ length: 5 }, () => 'number'),
    )
  })

  test('strava-proxy reads through', async () => {
    const { status, body } = await site.ask('POST', `${at}strava-proxy`, {
      key,
      body: { action: 'get_athlete', accessToken: '-' },
    })

    assert.deepEqual([status, body.id], [200, athletes()[0]])
  })

  test('strava-revoke-token ends the connection', async () => {
    const { status, body } = await site.ask('POST', `${at}strava-revoke-token`, {
      key,
      body: { access_token: '-', user_id: userId },
    })
    const after = await site.ask('GET', `${at}strava-token-status?userId=${userId}`, { key })

    assert.deepEqual([status, body.success, after.status], [200, true, 404])
  })

  for (const [method, name] of [
    ['GET', 'strava-token-status'],
    ['POST', 'strava-refresh-token'],
    ['POST', 'strava-oauth-exchange'],
    ['POST', 'strava-auto-refresh'],
    ['POST', 'strava-revoke-token'],
    ['POST', 'strava-proxy'],
    ['POST', 'api-key-manager'],
  ] as const)
    test(`${name} is for keys alone, and tells another method first`, async () => {
      const stranger = await site.ask(method, at + name, method === 'POST' ? { body: {} } : {})
      const other = await site.ask('PATCH', at + name)

      assert.deepEqual([stranger.status, other.status], [401, 405])
      assert.equal(other.headers.get('x-frame-options'), 'DENY')
    })
})
