import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aConnection, alice, logOf } from '../../../../tests/support/cast.ts'
import { startKms, type TestKms } from '../../../../tests/support/kms.ts'
import { masterKey, type TestWorld } from '../../../../tests/support/world.ts'
import { as } from '../../../kit/world.ts'
import { deployment } from '../../accounts/index.ts'
import { legacyKeyFromHex } from '../../vault/index.ts'
import { makeLabelled } from '../../vault/legacy/aes-gcm.fixture.ts'
import { awsKms } from '../../vault/kms/client.ts'
import { configOf, outsideOf } from '../../vault/kms/kms.fixture.ts'
import {
  type Answered,
  countsOf,
  importWorld,
  none,
  operatorKey,
  postTo,
  storedOf,
  tokenOf,
} from './imports.fixture.ts'
import type { TokenRow } from './source-000.ts'

const fallback = '00112233445566778899aabbccddeeff'.repeat(2)
const fallbackKey = legacyKeyFromHex(fallback)
const dataKeyHex = 'a1'.repeat(32)
const dataKey = legacyKeyFromHex(dataKeyHex)
const anna = '7b0c1f9e-0000-4000-8000-000000000001'
const ben = '7b0c1f9e-0000-4000-8000-000000000002'

const aRow = (changes: Partial<TokenRow> = {}): TokenRow => ({
  id: '1',
  userId: anna,
  athleteId: '12345',
  accessToken: makeLabelled(fallbackKey, 'source-access'),
  refreshToken: makeLabelled(fallbackKey, 'source-refresh'),
  expiresAt: '2026-01-01 06:00:00+00',
  scope: 'read,activity:read_all',
  ...changes,
})

const send = (
  world: TestWorld,
  rows: readonly TokenRow[],
  body: object = { keys: { fallback } },
): Promise<Answered> => postTo(world, '000', { rows, ...body })

const reasonsOf = ({ body: { failures } }: Answered) =>
  failures.map(({ id, field, reason }) => `${id} ${field} ${reason}`)

describe('users of the source', () => {
  test('become users here, each with a connection whose token is read', async () => {
    const world = await importWorld()
    const rows = [
      aRow(),
      aRow({
        id: '2',
        userId: ben,
        athleteId: '777',
        accessToken: makeLabelled(fallbackKey, 'access-of-ben'),
        scope: null,
      }),
    ]

    const answer = await send(world, rows)

    const connections = await storedOf(world)
    const tokens = await Promise.all(connections.map(({ id }) => tokenOf(world, id)))
    assert.deepEqual(countsOf(answer), { ...none, read: 2, imported: 2 })
    assert.deepEqual(
      connections.map(({ userId, account, kind, status }) => [userId, account, kind, status]),
      [
        [anna, '12345', 'oauth2', 'active'],
        [ben, '777', 'oauth2', 'active'],
      ],
    )
    assert.deepEqual(connections[0]!.scopes, ['read', 'activity:read_all'])
    assert.deepEqual(
      tokens.map(({ body }) => body.access_token),
      ['source-access', 'access-of-ben'],
    )
  })

  test('do not become the owner of the deployment, and are not stopped by one', async () => {
    const world = await importWorld({ environment: { STRAVA_OWNER_ID: '999' } })

    const answer = await send(world, [aRow()])

    assert.deepEqual(countsOf(answer), { ...none, imported: 1 })
    assert.equal((await deployment(as(world, { role: 'app' }))).ownerConnectionId, null)
  })

  test('refresh with the refresh token of the source', async () => {
    const world = await importWorld()
    const strava = world.net.answers('POST https://strava.test/oauth/token', {
      access_token: 'fresh-access',
      refresh_token: 'fresh-refresh',
      expires_in: 21_600,
    })
    await send(world, [aRow({ expiresAt: '2025-12-31 23:00:00+00' })])
    const [connection] = await storedOf(world)

    assert.equal((await tokenOf(world, connection!.id)).body.access_token, 'fresh-access')
    assert.deepEqual(
      strava.calls.map(({ form }) => form.get('refresh_token')),
      ['source-refresh'],
    )
  })

  test('are in the log with the operator, the source and the row', async () => {
    const world = await importWorld()

    const { body } = await send(world, [aRow({ id: 'c0ffee' })])

    const entries = await logOf(world, await alice(world), body.connections[0]!.connectionId!)
    const entry = entries.find(({ action }) => action === 'connection.imported')
    assert.deepEqual(JSON.parse(entry!.detail!), { source: '000', row: 'c0ffee', outcome: 'imported' })
  })

  test('who are taken twice stay as they are, and a newer token is taken under the same id', async () => {
    const world = await importWorld()
    await send(world, [aRow()])
    const before = await storedOf(world)

    const second = await send(world, [aRow()])
    const newer = await send(world, [aRow({ expiresAt: '2026-01-01 12:00:00+00' })])

    assert.deepEqual(
      [countsOf(second), countsOf(newer)],
      [
        { ...none, unchanged: 1 },
        { ...none, renewed: 1 },
      ],
    )
    assert.deepEqual(await storedOf(world), before)
  })

  test('a dry run proves that everything opens and makes neither user nor connection', async () => {
    const world = await importWorld()
    const { accountId } = await alice(world)

    const answer = await send(world, [aRow()], { keys: { fallback }, dryRun: true })

    const users = await as(world, { role: 'app', accountId }).sql`
      select id from subjects where external_id = ${anna}`
    assert.deepEqual(answer.body.connections, [{ id: '1', outcome: 'imported', connectionId: null }])
    assert.deepEqual([await storedOf(world), users], [[], []])
  })

  test('whose account another stands on are failures, and leave no user behind', async () => {
    const world = await importWorld()
    const owner = await alice(world)
    await aConnection(world, owner, { providerSubject: '12345', userId: 'somebody-else' })

    const answer = await send(world, [aRow()])

    const users = await as(world, { role: 'app', accountId: owner.accountId }).sql`
      select id from subjects where external_id = ${anna}`
    assert.deepEqual(reasonsOf(answer), ['1 null held_by_another'])
    assert.deepEqual(users, [])
  })

  test('come with the operator alone', async () => {
    const world = await importWorld()
    const { key } = await alice(world)

    assert.equal((await postTo(world, '000', { rows: [aRow()] }, key)).status, 403)
    assert.equal((await postTo(world, '000', { rows: [aRow()] }, `${operatorKey}x`)).status, 401)
  })
})

describe('the key of a row', () => {
  const bothLabelledOne = [
    aRow({
      id: 'by-kms',
      accessToken: makeLabelled(dataKey, 'access-a'),
      refreshToken: makeLabelled(dataKey, 'refresh-a'),
    }),
    // KMS did not answer when this one was stored: the label says 1 all the same.
    aRow({ id: 'fell-back', userId: ben, athleteId: '777' }),
    aRow({ id: 'mixed', userId: 'carla', athleteId: '778', accessToken: makeLabelled(dataKey, 'access-c') }),
  ]

  test('is the data key of its number or the fallback, whichever opens it', async () => {
    const world = await importWorld()

    const answer = await send(world, bothLabelledOne, { keys: { fallback, dataKeys: { 1: dataKeyHex } } })

    const tokens = await Promise.all((await storedOf(world)).map(({ id }) => tokenOf(world, id)))
    assert.deepEqual(countsOf(answer), { ...none, read: 3, imported: 3 })
    assert.deepEqual(
      tokens.map(({ body }) => body.access_token),
      ['access-a', 'source-access', 'access-c'],
    )
  })

  test('that was not given leaves its rows, by id', async () => {
    const world = await importWorld()

    const withoutFallback = await send(world, bothLabelledOne, { keys: { dataKeys: { 1: dataKeyHex } } })
    const otherVersion = await send(world, [aRow()], { keys: { dataKeys: { 2: dataKeyHex } } })

    assert.deepEqual(reasonsOf(withoutFallback), [
      'fell-back accessToken wrong_key',
      'mixed refreshToken wrong_key',
    ])
    assert.deepEqual(reasonsOf(otherVersion), ['1 accessToken no_key'])
  })

  test('is taken from the settings when none is sent, and none at all is told', async () => {
    const own = await importWorld({ environment: { FALLBACK_ENCRYPTION_KEY: fallback } })
    const bare = await importWorld()

    assert.deepEqual(countsOf(await send(own, [aRow()], {})), { ...none, imported: 1 })
    assert.equal((await send(bare, [aRow()], {})).body.code, 'IMPORT_KEY_MISSING')
  })

  async function kmsWorld(kms: TestKms): Promise<TestWorld> {
    const wrapped = await awsKms(outsideOf(kms), configOf(kms)).encrypt(Buffer.from(dataKeyHex, 'hex'), {})
    return importWorld({
      realOrigins: [kms.url],
      environment: {
        ...kms.environment,
        KEYHOLD_KEYRING: 'local',
        KEYHOLD_MASTER_KEY: masterKey,
        KMS_KEY_V1: wrapped.ciphertext.toString('base64'),
        FALLBACK_ENCRYPTION_KEY: fallback,
      },
    })
  }

  test('is opened by KMS where the settings name it', async () => {
    const world = await kmsWorld(await startKms())

    assert.deepEqual(countsOf(await send(world, bothLabelledOne, {})), { ...none, read: 3, imported: 3 })
  })

  test('that KMS refuses stops everything: no row falls to the fallback key in silence', async () => {
    const kms = await startKms()
    const world = await kmsWorld(kms)
    kms.setState(kms.keyArn, 'Disabled')

    const answer = await send(world, bothLabelledOne, {})

    assert.deepEqual([answer.status, answer.body.code], [503, 'IMPORT_KMS_REFUSED'])
    assert.deepEqual(await storedOf(world), [])
  })
})

describe('a row that cannot be taken is told by its id, and nothing of it is handed on', () => {
  const whole = makeLabelled(fallbackKey, 'source-access')
  const bad: Record<string, Partial<TokenRow>> = {
    'userId missing': { userId: null },
    'userId invalid': { userId: '@self' },
    'athleteId missing': { athleteId: '' },
    'athleteId invalid': { athleteId: '12e4' },
    'expiresAt missing': { expiresAt: null },
    'expiresAt invalid': { expiresAt: '2026-01-01' },
    'accessToken missing': { accessToken: null },
    'accessToken not_encrypted': { accessToken: '0123456789abcdef0123456789abcdef01234567' },
    'accessToken not_encrypted ': { accessToken: whole.slice(2) },
    'accessToken not_encrypted  ': { accessToken: whole.replace(/(:[0-9a-f]{24})[0-9a-f]{8}:/, '$1:') },
    'refreshToken wrong_key': { refreshToken: makeLabelled(legacyKeyFromHex('ee'.repeat(32)), 'x') },
    'refreshToken wrong_key ': {
      refreshToken: whole.replace(/..$/, (last) => (last === '00' ? '11' : '00')),
    },
    'refreshToken still_encrypted': { refreshToken: makeLabelled(fallbackKey, whole) },
    'refreshToken no_token': { refreshToken: makeLabelled(fallbackKey, 'two words') },
    'refreshToken missing': { refreshToken: makeLabelled(fallbackKey, '') },
    'accessToken too_long': { accessToken: makeLabelled(fallbackKey, 'x'.repeat(4_000)) },
  }
  const rows = Object.entries(bad).map(([id, changes]) => aRow({ ...changes, id }))

  test('with the column and the reason, and holds up no other', async () => {
    const world = await importWorld()

    const answer = await send(world, [...rows, aRow({ id: 'good' })])

    assert.deepEqual(
      reasonsOf(answer),
      rows.map(({ id }) => `${id} ${id.trim()}`),
    )
    assert.equal(answer.body.imported, 1)
    assert.equal((await storedOf(world)).length, 1)
  })

  test('without a value of it, nor of the key', async () => {
    const world = await importWorld()

    const { text } = await send(world, rows)

    for (const secret of [fallback, 'source-', '000102030405', '0123456789abcdef', 'two words'])
      assert.ok(!text.includes(secret), secret)
  })

  test('a key of another form is refused without its value', async () => {
    const world = await importWorld()

    const answer = await send(world, [aRow()], { keys: { fallback: 'not-a-key-but-a-secret' } })

    assert.deepEqual([answer.status, answer.text.includes('not-a-key')], [400, false])
  })
})
