import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { aConnection, alice, call, logOf } from '../../../../../tests/support/cast.ts'
import { testWorld, type TestWorld, type TestWorldOptions } from '../../../../../tests/support/world.ts'
import { sha256 } from '../../../../kit/hash.ts'
import { as } from '../../../../kit/world.ts'
import type { KeyImportReport } from './import-keys.ts'
import type { KeyRowOf001 } from './source-001.ts'

const operatorKey = 'kho_operator-key-of-the-test-suite'
const key = `mk_live_${'0123456789abcdef'.repeat(4)}`
const keyHash = '6754eaf864adda21b59a797efde98d2a895b49bdf99bcd5df8071ecd49475b45'
const otherKey = `mk_live_${'fedcba9876543210'.repeat(4)}`

const importWorld = (options: TestWorldOptions = {}): Promise<TestWorld> =>
  testWorld({ ...options, environment: { KEYHOLD_OPERATOR_KEY: operatorKey, ...options.environment } })

const aRow = (changes: Partial<KeyRowOf001> & { of?: string } = {}): KeyRowOf001 => {
  const { of = key, ...rest } = changes
  return {
    id: '1',
    userId: 'user-1',
    name: 'Accounting',
    keyHash: sha256(of).toString('hex'),
    keyPrefix: of.slice(0, 12),
    scopes: '{receipts:read,search:read}',
    isActive: 't',
    expiresAt: null,
    ...rest,
  }
}

const map = { 'search:read': ['connections:read', 'connections:token'] }

async function send(
  world: TestWorld,
  rows: readonly KeyRowOf001[],
  body: object = { map },
  secret = operatorKey,
) {
  const response = await world.app.fetch(
    new Request('http://localhost:3000/api/imports/001-keys', {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ rows, ...body }),
    }),
    { remoteAddress: '127.0.0.1' },
  )
  const text = await response.text()
  return { status: response.status, body: JSON.parse(text) as KeyImportReport, text }
}

const countsOf = ({ body: { imported, unchanged, skipped, failures } }: { body: KeyImportReport }) => [
  imported,
  unchanged,
  skipped,
  failures.length,
]

/** Without what names the request. */
async function asked(world: TestWorld, secret: string) {
  const { status, body } = await call(world, secret, 'GET', '/api/connections')
  const { requestId, ...rest } = body
  assert.equal(typeof requestId === 'string', status !== 200)
  return { status, body: rest }
}

async function storedKeys(world: TestWorld) {
  const { accountId } = await alice(world)
  return as(world, { role: 'app', accountId }).sql<{ id: string; scopes: string[]; name: string }>`
    select id, scopes, name from api_keys where prefix like 'mk_%' order by created_at, id`
}

describe('an imported key', () => {
  test('works as it is, for its user alone, in either header', async () => {
    const world = await importWorld()
    const owner = await alice(world)
    const own = await aConnection(world, owner, { userId: 'user-1', accessToken: 'token-of-user-1' })
    const others = await aConnection(world, owner, { userId: 'user-2' })

    const answer = await send(world, [aRow()])

    const read = await call(world, key, 'GET', `/api/connections/${own.id}/token`)
    const foreign = await call(world, key, 'GET', `/api/connections/${others.id}/token`)
    const byHeader = await world.app.fetch(
      new Request('http://localhost:3000/api/connections', {
        headers: { 'x-api-key': key, authorization: 'Bearer a.users.jwt' },
      }),
    )
    assert.equal(aRow().keyHash, keyHash)
    assert.deepEqual(countsOf(answer), [1, 0, 0, 0])
    assert.equal(read.body.access_token, 'token-of-user-1')
    assert.deepEqual([foreign.status, byHeader.status], [404, 200])
  })

  test('is not its hash, nor what the look-up holds, nor the hash behind the prefix', async () => {
    const world = await importWorld()
    await send(world, [aRow()])

    const statuses = []
    for (const secret of [keyHash, `mk_live_${keyHash}`, key.toUpperCase(), `${key}0`, otherKey])
      statuses.push((await asked(world, secret)).status)

    assert.deepEqual(statuses, [401, 401, 401, 401, 401])
  })

  test('is stored as a keyed hash, so that the hashes of the source open nothing here', async () => {
    const world = await importWorld()
    await send(world, [aRow()])

    const owner = as(world, { role: 'app', accountId: (await alice(world)).accountId })
    const direct =
      await owner.sql`select * from api_key_find(${[Buffer.from(keyHash, 'hex'), sha256(key)]}, ${world.now()})`

    assert.deepEqual(direct, [])
  })

  test('has the scopes it had under their names, and of ours only those that were mapped', async () => {
    const world = await importWorld()
    const rows = [
      aRow(),
      aRow({ id: '2', of: otherKey, scopes: '{admin:all}' }),
      aRow({ id: '3', of: `mk_test_${'a'.repeat(32)}`, scopes: '{}' }),
    ]

    await send(world, rows)

    const scopes = (await storedKeys(world)).map(({ scopes }) => scopes)
    assert.deepEqual(scopes[0], ['receipts:read', 'search:read', 'connections:read', 'connections:token'])
    assert.ok(scopes[1]!.includes('claims:delete') && !scopes[1]!.includes('admin:all'))
    assert.ok(!scopes[1]!.some((scope) => scope.startsWith('keys:') || scope === '*'))
    assert.deepEqual(scopes[2], [])
  })

  test('may do nothing of ours when nothing was mapped: known, and forbidden', async () => {
    const world = await importWorld()
    await send(world, [aRow({ scopes: '{admin:all}' })], {})

    assert.equal((await asked(world, key)).status, 403)
    assert.equal((await call(world, key, 'GET', '/api/keys')).status, 403)
  })

  test('ends when it would have ended there', async () => {
    const world = await importWorld()
    await send(world, [aRow({ expiresAt: '2026-01-01 01:00:00+00' })])
    const before = await asked(world, key)

    world.advance(3_601)

    assert.deepEqual([before.status, (await asked(world, key)).status], [200, 401])
  })

  test('can be revoked, and no second import brings it back', async () => {
    const world = await importWorld()
    const { body } = await send(world, [aRow()])
    const { accountId } = await alice(world)
    await as(world, { role: 'app', accountId }).sql`
      update api_keys set revoked_at = ${world.now()} where id = ${body.keys[0]!.keyId}`

    const again = await send(world, [aRow()])
    const dry = await send(world, [aRow()], { dryRun: true })

    assert.deepEqual(
      [countsOf(again), countsOf(dry)],
      [
        [0, 1, 0, 0],
        [0, 1, 0, 0],
      ],
    )
    assert.equal((await asked(world, key)).status, 401)
  })

  test('is in the log with the operator, the source and the row', async () => {
    const world = await importWorld()

    const { body } = await send(world, [aRow({ id: 'c0ffee' })])

    const entries = await logOf(world, await alice(world), body.keys[0]!.keyId!)
    assert.deepEqual(
      entries.map(({ action, detail }) => [action, JSON.parse(detail!)]),
      [['key.imported', { source: '001', row: 'c0ffee' }]],
    )
  })
})

describe('what is not known', () => {
  test('is refused with the same words, whatever it is', async () => {
    const world = await importWorld()
    await send(world, [
      aRow({ expiresAt: '2026-01-01 01:00:00+00' }),
      aRow({ id: '2', of: otherKey, isActive: 'f' }),
    ])
    world.advance(3_601)

    const expired = await asked(world, key)
    const neverTaken = await asked(world, otherKey)
    const unknown = await asked(world, `mk_live_${'9'.repeat(64)}`)
    const malformed = await asked(world, 'mk_live_short')
    const ours = await asked(world, 'kh_live_nonsense')

    assert.equal(expired.status, 401)
    for (const each of [neverTaken, unknown, malformed, ours]) assert.deepEqual(each, expired)
  })

  test('costs no look-up where no key was ever imported', async () => {
    const world = await importWorld()
    const owner = new pg.Client({ connectionString: world.ownerUrl })
    await owner.connect()
    await owner.query('drop function api_key_find')
    await owner.end()

    const guessed = await asked(world, key)
    const ours = await call(world, (await alice(world)).key, 'GET', '/api/connections')

    assert.deepEqual([guessed.status, ours.status], [401, 500])
  })

  test('is known to another process within 5 s of the import', async () => {
    const world = await importWorld()
    const beside = await importWorld({ beside: world })
    const before = await asked(beside, key)
    await send(world, [aRow()])

    world.advance(5)

    assert.deepEqual([before.status, (await asked(beside, key)).status], [401, 200])
  })

  test('is INTERNAL_API_KEY all the same when that has the form of such a key', async () => {
    const world = await importWorld({ environment: { INTERNAL_API_KEY: otherKey } })
    await send(world, [aRow()])

    assert.equal((await asked(world, otherKey)).status, 200)
    await world.settled()
  })
})

describe('rows', () => {
  test('that ended there are left, by id', async () => {
    const world = await importWorld()

    const answer = await send(world, [
      aRow({ isActive: 'false' }),
      aRow({ id: '2', of: otherKey, expiresAt: '2025-12-31 00:00:00+00' }),
    ])

    assert.deepEqual(
      answer.body.keys.map(({ id, outcome, keyId }) => [id, outcome, keyId]),
      [
        ['1', 'skipped', null],
        ['2', 'skipped', null],
      ],
    )
    assert.deepEqual(await storedKeys(world), [])
  })

  test('of a key that was ended there after it was imported are told, as it works here', async () => {
    const world = await importWorld()
    await send(world, [aRow()])

    const answer = await send(world, [aRow({ isActive: 'f' })])

    assert.deepEqual(
      answer.body.failures.map(({ id, reason }) => [id, reason]),
      [['1', 'revoked_there']],
    )
  })

  test('twice, or twice at once, make one key', async () => {
    const world = await importWorld()
    const beside = await importWorld({ beside: world })

    const answers = await Promise.all([send(world, [aRow()]), send(beside, [aRow()])])
    const again = await send(world, [aRow()])

    const outcomes = answers.map(({ body }) => body.keys[0]!.outcome)
    assert.deepEqual(outcomes.sort(), ['imported', 'unchanged'])
    assert.deepEqual(countsOf(again), [0, 1, 0, 0])
    assert.equal((await storedKeys(world)).length, 1)
  })

  test('of a dry run make neither key nor user', async () => {
    const world = await importWorld()
    const { accountId } = await alice(world)

    const answer = await send(world, [aRow()], { dryRun: true })

    const users = await as(world, { role: 'app', accountId }).sql`
      select id from subjects where external_id = 'user-1'`
    assert.deepEqual(countsOf(answer), [1, 0, 0, 0])
    assert.deepEqual([await storedKeys(world), users], [[], []])
    assert.equal((await asked(world, key)).status, 401)
  })

  test('that cannot be taken are told with column and reason, and hold up no other', async () => {
    const world = await importWorld()
    const bad: Record<string, Partial<KeyRowOf001>> = {
      'userId missing': { userId: '' },
      'userId invalid': { userId: '@self' },
      'name missing': { name: null },
      'keyHash missing': { keyHash: null },
      'keyHash invalid': { keyHash: key },
      'keyHash invalid ': { keyHash: keyHash.slice(1) },
      'keyPrefix invalid': { keyPrefix: 'kh_live_0123' },
      'scopes missing': { scopes: null },
      'scopes invalid': { scopes: 'receipts:read' },
      'scopes invalid ': { scopes: '{receipts:read,connections:token}' },
      'scopes invalid  ': { scopes: '{*}' },
      'isActive invalid': { isActive: 'yes' },
      'expiresAt invalid': { expiresAt: 'soon' },
    }
    const rows = Object.entries(bad).map(([id, changes]) => aRow({ ...changes, id }))

    const answer = await send(world, [...rows, aRow({ id: 'good', of: otherKey })])

    assert.deepEqual(
      answer.body.failures.map(({ id, field, reason }) => `${id} ${field} ${reason}`),
      rows.map(({ id }) => `${id} ${id.trim()}`),
    )
    assert.equal(answer.body.imported, 1)
    assert.ok(!answer.text.includes(key) && !answer.text.includes(keyHash))
  })

  test('are taken from the operator alone', async () => {
    const world = await importWorld()
    const { key: appKey } = await alice(world)

    assert.equal((await send(world, [aRow()], {}, appKey)).status, 403)
    assert.equal((await send(world, [aRow()], {}, 'kho_wrong')).status, 401)
    assert.deepEqual(await storedKeys(world), [])
  })
})
