import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import pg from 'pg'
import { z } from 'zod'
import { alice, charlie } from '../../tests/support/cast.ts'
import { gate } from '../../tests/support/net.ts'
import { testWorld, type TestWorld } from '../../tests/support/world.ts'
import { type App, createApp } from '../app.ts'
import { byRule, json, recorded, type Route, route, scope } from '../kit/route.ts'
import { sha256 } from '../kit/hash.ts'
import { as, type World } from '../kit/world.ts'
import { accountFaults } from '../parts/accounts/index.ts'
import { aPerson } from '../parts/accounts/people/people.fixture.ts'
import { signedIn } from '../parts/accounts/sessions/sessions.fixture.ts'
import { parts } from '../parts.ts'
import { takesKey } from './idempotency.ts'

interface Answered {
  status: number
  body: Record<string, unknown>
  replayed: string | null
}

async function post(
  app: App,
  key: string,
  path: string,
  idempotencyKey: string,
  body: object = {},
): Promise<Answered> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'idempotency-key': idempotencyKey,
  }
  const request = new Request(`http://localhost:3000${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  const response = await app.fetch(request)
  const text = await response.text()
  return {
    status: response.status,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    replayed: response.headers.get('idempotency-replayed'),
  }
}

/** Routes whose effect is a row that a test can count, one of each kind. */
function effects(act: (world: World, body: { name: string }) => Promise<unknown>): Route[] {
  const common = {
    method: 'POST',
    summary: 'For this test alone.',
    who: scope('connections:write'),
    body: json(z.object({ name: z.string(), note: z.string().optional() })),
    output: { kind: 'schema', schema: z.object({ name: z.string(), secret: z.string() }), status: 201 },
    onceShown: ['secret'],
  } as const
  const handle = async ({ world, body }: { world: World; body: { name: string } }) => {
    await act(world, body)
    return { name: body.name, secret: 'whsec_shown-once' }
  }
  return [
    route({ ...common, path: '/test/recorded', audit: recorded('key.created', 'key'), handle }),
    route({ ...common, path: '/test/by-rule', audit: byRule('key.created'), handle }),
  ]
}
const bothKinds = ['/test/recorded', '/test/by-rule']

const withRoutes = (world: TestWorld, routes: readonly Route[]): Promise<App> =>
  createApp(world, [...parts, { name: 'test', routes }])

const addresses = async (world: World, accountId: string): Promise<number> => {
  const rows = await as(world, { role: 'app', accountId }).sql`select origin from return_address limit 100`
  return rows.length
}
async function asOwner({ ownerUrl }: TestWorld, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  await client.query(statement)
  await client.end()
}
const addAddress = ({ sql, now }: World, accountId: string, name: string) => sql`
  insert into return_address (account_id, origin, path_prefix, created_at) values (${accountId}, ${`https://${name}`}, '/', ${now()})`

describe('a POST with an Idempotency-Key', () => {
  for (const path of bothKinds) {
    test(`takes effect once and is answered the same, without what is shown once (${path})`, async () => {
      const world = await testWorld()
      const owner = await alice(world)
      let acts = 0
      const app = await withRoutes(
        world,
        effects(async () => void (acts += 1)),
      )

      const first = await post(app, owner.key, path, '"order-1"', { name: 'a', note: 'b' })
      const again = await post(app, owner.key, path, 'order-1', { note: 'b', name: 'a' })
      const other = await post(app, owner.key, path, 'order-2', { name: 'a', note: 'b' })

      assert.equal(acts, 2)
      assert.deepEqual(first, {
        status: 201,
        body: { name: 'a', secret: 'whsec_shown-once' },
        replayed: null,
      })
      assert.deepEqual(again, { status: 201, body: { name: 'a', secret: '[shown once]' }, replayed: 'true' })
      assert.equal(other.replayed, null)
    })

    test(`is refused with another body (${path})`, async () => {
      const world = await testWorld()
      const owner = await alice(world)
      const app = await withRoutes(
        world,
        effects(async () => undefined),
      )
      await post(app, owner.key, path, 'k', { name: 'a' })

      const { status, body } = await post(app, owner.key, path, 'k', { name: 'b' })

      assert.deepEqual([status, body.code], [422, 'IDEMPOTENCY_MISMATCH'])
    })

    test(`that failed is not kept: who asks again tries again (${path})`, async () => {
      const world = await testWorld()
      const owner = await alice(world)
      let acts = 0
      const app = await withRoutes(
        world,
        effects(async () => {
          acts += 1
          if (acts === 1) throw accountFaults.SUBJECT_ERASING({ retryAfterSeconds: 1 })
        }),
      )

      const first = await post(app, owner.key, path, 'k', { name: 'a' })
      const again = await post(app, owner.key, path, 'k', { name: 'a' })

      assert.deepEqual([first.status >= 400, again.status, again.replayed], [true, 201, null])
    })

    test(`of many at once takes effect once, and nobody is told more than to come back (${path})`, async () => {
      const world = await testWorld()
      const other = await testWorld({ beside: world })
      const owner = await alice(world)
      let acts = 0
      const routes = effects(async () => void (acts += 1))
      const apps = [await withRoutes(world, routes), await withRoutes(other, routes)]

      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => post(apps[index % 2]!, owner.key, path, 'k', { name: 'a' })),
      )

      assert.equal(acts, 1)
      assert.equal(answers.filter(({ status, replayed }) => status === 201 && replayed === null).length, 1)
      assert.ok(answers.every(({ status }) => status === 201 || status === 409))
    })
  }

  test('is told 409 while the first one is at work, and 24 hours later it is new', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const [begun, end] = [gate(), gate()]
    const app = await withRoutes(
      world,
      effects(async () => {
        begun.open()
        await end.promise
      }),
    )
    const first = post(app, owner.key, '/test/by-rule', 'k', { name: 'a' })
    await begun.promise

    const meanwhile = await post(app, owner.key, '/test/by-rule', 'k', { name: 'a' })
    end.open()
    await first
    world.advance(24 * 3600 + 1)
    const nextDay = await post(app, owner.key, '/test/by-rule', 'k', { name: 'a' })

    assert.deepEqual([meanwhile.status, meanwhile.body.code], [409, 'IDEMPOTENCY_IN_FLIGHT'])
    assert.deepEqual([nextDay.status, nextDay.replayed], [201, null])
  })

  test('of another caller is another one', async () => {
    const world = await testWorld()
    const [owner, stranger] = [await alice(world), await charlie(world)]
    let acts = 0
    const app = await withRoutes(
      world,
      effects(async () => void (acts += 1)),
    )

    const answers = [
      await post(app, owner.key, '/test/recorded', 'k', { name: 'a' }),
      await post(app, stranger.key, '/test/recorded', 'k', { name: 'a' }),
    ]

    assert.deepEqual([acts, ...answers.map(({ replayed }) => replayed)], [2, null, null])
  })

  test('is kept in the transaction of its effect: without the one there is not the other', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const app = await withRoutes(
      world,
      effects(async (world, { name }) => addAddress(world, owner.accountId, name)),
    )
    await asOwner(world, 'alter table idempotent_request add constraint none_is_kept check (status is null)')

    const lost = await post(app, owner.key, '/test/recorded', 'k', { name: 'lost' })
    const addressesThen = await addresses(world, owner.accountId)
    await asOwner(world, 'alter table idempotent_request drop constraint none_is_kept')
    const again = await post(app, owner.key, '/test/recorded', 'k', { name: 'lost' })

    assert.deepEqual([lost.status, addressesThen], [500, 0])
    assert.deepEqual([again.status, again.replayed, await addresses(world, owner.accountId)], [201, null, 1])
  })

  test('wants a key that is one', async () => {
    const world = await testWorld()
    const owner = await alice(world)
    const app = await withRoutes(
      world,
      effects(async () => undefined),
    )

    const answers = []
    for (const wrong of ['""', 'a b', 'x'.repeat(256)])
      answers.push(await post(app, owner.key, '/test/recorded', wrong, { name: 'a' }))

    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.code]),
      answers.map(() => [400, 'IDEMPOTENCY_KEY_INVALID']),
    )
  })
})

test('no secret of an answer is kept: every POST names what it shows once', async () => {
  // Where a webhook goes to is shown whenever it is asked for.
  const isNoSecret = (path: string, name: string) =>
    path.startsWith('/api/webhooks/endpoints') && name === 'url'
  const { app } = await testWorld()

  const forgotten = app.routes.filter(takesKey).flatMap(({ path, output, onceShown = [] }) => {
    const { shape = {} } = (output.kind === 'schema' ? output.schema : {}) as { shape?: object }
    return Object.keys(shape)
      .filter(
        (name) =>
          /(key|secret|token|url)$/i.test(name) && !onceShown.includes(name) && !isNoSecret(path, name),
      )
      .map((name) => `${path}: ${name}`)
  })

  assert.deepEqual(
    forgotten.filter((each) => !/rotate: (from|to)Key$/.test(each)),
    [],
  )
})

test('every POST of a known caller takes a key, but for those that the guide names', async () => {
  const { app } = await testWorld()

  const others = app.routes.filter(
    (route) => route.method === 'POST' && route.who.kind !== 'anyone' && !takesKey(route),
  )

  const guide = readFileSync(join(import.meta.dirname, '../../docs/guides/idempotency.md'), 'utf8')
  assert.deepEqual(
    others.map(({ path }) => path),
    [
      '/api/connections/:id/proxy/*',
      '/.netlify/functions/strava-proxy',
      '/internal/pr-intel/ingest',
      '/internal/pr-intel/github',
      '/internal/tests/ingest',
      '/internal/tests/gate',
      '/internal/schema/diff',
      '/internal/journey/check',
    ],
  )
  for (const { path } of others)
    assert.ok(guide.includes(`\`POST ${path.replace(':id', '{id}').replace('*', '…')}\``), path)
})

test('a key that was made is in no row that is kept for its Idempotency-Key', async () => {
  const world = await testWorld({ environment: { KEYHOLD_OPERATOR_KEY: operatorKey } })
  const ask = () =>
    world.app.fetch(
      new Request('http://localhost:3000/api/keys', {
        method: 'POST',
        body: JSON.stringify({ name: 'web', scopes: ['data:read'] }),
        headers: {
          authorization: `Bearer ${operatorKey}`,
          'content-type': 'application/json',
          'idempotency-key': 'k',
        },
      }),
      { remoteAddress: '127.0.0.1' },
    )
  const [first, again] = [await ask(), await ask()]
  const [made, shown] = (await Promise.all([first.json(), again.json()])) as { id: string; key: string }[]

  assert.deepEqual(
    [first.status, again.status, again.headers.get('idempotency-replayed')],
    [201, 201, 'true'],
  )
  assert.equal(shown!.id, made!.id)
  assert.match(made!.key, /^kh_test_/)
  assert.equal(shown!.key, '[shown once]')
})
const operatorKey = 'kho_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'

test('a password in a request is kept by no hash that can be searched without our keys', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const browser = await signedIn(world, ada)
  const body = { currentPassword: ada.password, newPassword: 'three green umbrellas' }
  await browser.call('POST', '/auth/change-password', body, { 'idempotency-key': 'once' })

  const kept = await world.sql.as({ role: 'app', accountId: ada.personId })<{ fingerprint: Buffer }>`
    select fingerprint from idempotent_request limit 10`

  const searched = sha256(JSON.stringify([{}, body])).toString('hex')
  assert.equal(kept.length, 1)
  assert.notEqual(kept[0]!.fingerprint.toString('hex'), searched)
})
