import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { lambdaFunctions } from '../../src/entry/lambda/functions.ts'
import { type Log, silentLog } from '../../src/kit/log.ts'
import { migrate } from '../../src/kit/migrate.ts'
import { migrations } from '../../src/migrations.ts'
import { poolerSkip as skip } from '../support/pooler.ts'
import { httpApi, place, restApi, through } from './lambda-gateway.ts'
import { aLambdaSite, answered, type LambdaSite } from './lambda-site.ts'
import { aMachine, connected, type Machine } from './netlify-people.ts'
import { internalApiKey } from './netlify-site.ts'

let site: LambdaSite
let machine: Machine

const ends: (() => unknown)[] = []
const gateways = [httpApi, restApi]

before(async () => {
  if (skip === false) site = await aLambdaSite((end) => ends.push(end))
})
after(async () => {
  for (const end of ends.toReversed()) await end()
})

describe('AWS Lambda, over PostgreSQL 15 behind PgBouncer in transaction mode', { skip }, () => {
  test('a database that nobody migrated is told with its cure, and served by the same instance once it is migrated', async () => {
    const unmigrated = await site.ask('GET', '/readyz')
    await assert.rejects(() => site.functions.runDue({ source: 'aws.events' }), { code: 'SCHEMA_BEHIND' })
    await migrate(site.cluster.ownerUrl, migrations, { 'keyhold.login': 'keyhold' })
    const migrated = await site.ask('GET', '/readyz')
    machine = await aMachine(site, (end) => ends.push(end))

    const { code, hint } = unmigrated.body
    assert.deepEqual([unmigrated.status, code], [503, 'SCHEMA_BEHIND'])
    assert.match(String(hint), /keyhold migrate/)
    assert.deepEqual([migrated.status, migrated.body.status], [200, 'ready'])
  })

  test('every setting that is missing is told in the log at once, and nothing of it to the public', async () => {
    const said: string[] = []
    const log: Log = { ...silentLog, error: (words) => void said.push(words) }
    const { answer } = lambdaFunctions({}, log)

    const { status, body } = await answered(await through(restApi, answer, new Request(`${site.url}/readyz`)))

    assert.deepEqual([status, body.code], [503, 'MISCONFIGURED'])
    const names = ['DATABASE_URL', 'KEYHOLD_URL', 'KEYHOLD_MASTER_KEY', 'INTERNAL_API_KEY']
    assert.deepEqual(
      names.filter(
        (name) => !said.join().includes(`${name}: is missing`) || JSON.stringify(body).includes(name),
      ),
      [],
    )
  })

  for (const gateway of gateways)
    test(`source 004's first phases through ${gateway.name}: sign-up, sign-in, refresh, sessions, a profile, sign-out`, async () => {
      const name = gateway === httpApi ? 'alice' : 'bob'
      const email = `${name}@example.org`
      const password = 'correct horse battery staple'
      const person = site.person(gateway)

      const registered = await person.call('POST', '/auth/register', { email, username: name, password })
      const wrong = await person.call('POST', '/auth/login', { email, password: 'not that one at all' })
      const login = await person.call('POST', '/auth/login', { email, password })
      const given = new Map(person.cookies)
      const sessions = await person.call('GET', '/auth/sessions')
      const refreshed = await person.call('POST', '/auth/refresh')
      const taken = new Map(person.cookies)
      const unprotected = await person.call('POST', '/profiles', { vanityUrl: name }, { csrf: false })
      const profile = await person.call('POST', '/profiles', { vanityUrl: name })
      const me = await person.call('GET', '/auth/me')
      const left = await person.call('POST', '/auth/logout')
      const after = await person.call('GET', '/auth/me')

      const list = sessions.body.sessions as { address: string; isCurrent: boolean }[]
      const statuses = [registered, wrong, login, sessions, refreshed, unprotected, profile, me, left, after]
      assert.deepEqual(
        statuses.map(({ status }) => status),
        [201, 401, 200, 200, 200, 403, 201, 200, 200, 401],
      )
      assert.deepEqual(registered.headers.getSetCookie(), [])
      for (const cookie of ['__Host-kh_session', '__Host-kh_refresh']) {
        assert.ok(given.get(cookie) && taken.get(cookie))
        assert.notEqual(taken.get(cookie), given.get(cookie))
      }
      assert.deepEqual(
        list.map(({ address, isCurrent }) => [address, isCurrent]),
        [[place.sourceIp, true]],
      )
      assert.equal((me.body.user as { email: string }).email, email)
      assert.ok(!person.cookies.has('__Host-kh_session') && !person.cookies.has('XSRF-TOKEN'))
    })

  test('a body that came as base64 is read as what it is, whatever the gateway took it for', async () => {
    for (const gateway of gateways) {
      const event = await gateway.event(
        new Request(`${site.url}/auth/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email: 'alicé@example.org', password: 'not that one at all' }),
        }),
      )
      const { body } = event as { body: string }
      const encoded = { ...event, body: Buffer.from(body).toString('base64'), isBase64Encoded: true }

      const { status } = gateway.response(await site.functions.answer(encoded))

      assert.equal(status, 401)
    }
  })

  test("an answer carries Lambda's own name of the call, and another host is refused", async () => {
    const awsRequestId = '8f507cfc-1d2b-4f8a-9a8e-6f1f6e1a7a11'
    const context = { awsRequestId }
    const found = await site.ask('GET', '/api/connections', { key: internalApiKey, added: { context } })
    const absent = await site.ask('GET', '/nowhere', { added: { context } })
    const event = {
      ...(await httpApi.event(new Request(`${site.url}/livez`))),
      headers: { host: 'evil.example' },
    }

    const other = httpApi.response(await site.functions.answer(event, context))

    assert.deepEqual([found.status, absent.status, other.status], [200, 404, 421])
    for (const { headers } of [found, absent, other]) assert.equal(headers.get('x-request-id'), awsRequestId)
  })

  test('the console is served by the function itself: its page for every room, and its files', async () => {
    const room = await site.fetch(
      new Request(`${site.url}/connections`, { headers: { accept: 'text/html' } }),
    )
    const page = await room.text()
    const script = await site.fetch(new Request(site.url + /\/assets\/index-[\w-]+\.js/.exec(page)![0]))

    assert.deepEqual([room.status, room.headers.get('content-type')], [200, 'text/html; charset=utf-8'])
    assert.deepEqual(
      [script.status, script.headers.get('content-type')],
      [200, 'text/javascript; charset=utf-8'],
    )
  })

  test("the operator's key is taken from nobody, whatever address AWS names", async () => {
    const headers = { authorization: `Bearer ${site.environment.KEYHOLD_OPERATOR_KEY}` }
    const statuses: number[] = []
    for (const gateway of gateways)
      for (const sourceIp of ['127.0.0.1', '::1', '::ffff:127.0.0.1', ''])
        statuses.push(
          (await site.ask('POST', '/api/operator/links', { body: {}, headers, gateway, added: { sourceIp } }))
            .status,
        )

    assert.deepEqual([...new Set(statuses)], [401])
  })

  test('a refresh behind an answer is waited for, but not until Lambda ends the function', async () => {
    const { provider } = site
    const id = await connected(site, 'carol', provider.people.all()[0]!.id)
    for (const milliseconds of [60_000, 0]) {
      await machine.makeSoft(id)
      const before = await machine.generationOf(id)
      provider.faults.push({ on: 'token', kind: 'hold' })
      const context = { getRemainingTimeInMillis: () => milliseconds }
      let isAnswered = false
      const reading = site
        .ask('GET', `/api/connections/${id}/token`, { key: internalApiKey, added: { context } })
        .finally(() => (isAnswered = true))
      await provider.held.until(1)
      if (milliseconds === 0) await reading
      const wasAnswered = isAnswered
      provider.held.release()
      const { status } = await reading
      // The next one waits for all that is behind the others.
      await site.ask('GET', '/livez')

      assert.deepEqual(
        [wasAnswered, status, await machine.generationOf(id)],
        [milliseconds === 0, 200, before + 1],
      )
    }
  })

  test('an event of a clock refreshes what is due and binds the audit log', async () => {
    const id = await connected(site, 'dave', site.provider.people.all()[1]!.id)
    await machine.makeSoft(id)
    const before = await machine.generationOf(id)

    const done = (await site.functions.handler({
      version: '0',
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      detail: {},
    })) as Record<string, number>

    assert.equal(done['connections.refresh_due'], 1)
    assert.equal(await machine.generationOf(id), before + 1)
    assert.ok(done['audit.link']! > 0)
  })
})
