import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { call, alice, logOf } from '../../../../tests/support/cast.ts'
import type { TestWorld } from '../../../../tests/support/world.ts'
import { legacyKeyFrom } from '../../vault/index.ts'
import { makeBlob } from '../../vault/legacy/aes-gcm.fixture.ts'
import { type Answered, countsOf, importWorld, none, postTo, storedOf, tokenOf } from './imports.fixture.ts'
import type { CredentialRow } from './source-003.ts'

const salt = 'test-salt-003'
const keyOf = (userId: string, of = salt) => legacyKeyFrom(userId, { salt: of, iterations: 100_000 })
const keyOf42 = await keyOf('42')

const metaCredential = { access_token: 'EAAB-meta-token', account_id: '1789' }
const serviceAccount = {
  type: 'service_account',
  private_key: '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n',
  client_email: 'kpi@example.iam.gserviceaccount.com',
  project_id: 'kpi',
}

const aRow = (changes: Partial<CredentialRow> & { credential?: object } = {}): CredentialRow => {
  const { credential = metaCredential, ...rest } = changes
  return {
    id: '1',
    userId: '42',
    service: 'meta',
    name: 'Ads',
    encryptedData: makeBlob(keyOf42, JSON.stringify(credential)),
    ...rest,
  }
}

/** As an operator's file declares it. */
const providerOf = (id: string, kinds = ['api_key']) => ({
  id,
  title: id,
  kinds,
  authorizeUrl: `https://${id}.test/oauth`,
  tokenUrl: `https://${id}.test/token`,
  scopes: {},
  identity: { from: 'token_answer', subject: ['/user_id'] },
})

const importingWorld = () => importWorld({ providers: [providerOf('meta'), providerOf('shopify')] })
const send = (world: TestWorld, rows: readonly CredentialRow[], body: object = {}): Promise<Answered> =>
  postTo(world, '003', { rows, salt, ...body })
const reasonsOf = ({ body: { failures } }: Answered) =>
  failures.map(({ id, field, reason }) => `${id} ${field} ${reason}`)

describe('a credential that is a token as it stands', () => {
  test('becomes a connection of its user that holds an API key, and is read without end', async () => {
    const world = await importingWorld()
    const shop = { shop_url: 'kpi.myshopify.com', access_token: 'shpat_1' }
    const rows = [
      aRow(),
      aRow({
        id: '2',
        userId: '7',
        service: 'shopify',
        name: ' ',
        encryptedData: makeBlob(await keyOf('7'), JSON.stringify(shop)),
      }),
    ]

    const answer = await send(world, rows)

    const stored = await storedOf(world)
    const tokens = await Promise.all(stored.map(({ id }) => tokenOf(world, id)))
    assert.deepEqual(countsOf(answer), { ...none, read: 2, imported: 2 })
    assert.deepEqual(
      stored.map(({ userId, kind, provider, account, label }) => [userId, kind, provider, account, label]),
      [
        ['42', 'api_key', 'meta', '1789', 'Ads'],
        ['7', 'api_key', 'shopify', 'kpi.myshopify.com', null],
      ],
    )
    assert.deepEqual(
      tokens.map(({ body }) => [body.access_token, body.expires_at]),
      [
        ['EAAB-meta-token', null],
        ['shpat_1', null],
      ],
    )
  })

  test('is in the log with the source and the row, and can be disconnected', async () => {
    const world = await importingWorld()
    const owner = await alice(world)

    const { body } = await send(world, [aRow()])

    const id = body.connections[0]!.connectionId!
    const entry = (await logOf(world, owner, id)).find(({ action }) => action === 'connection.imported')
    assert.deepEqual(JSON.parse(entry!.detail!), { source: '003', row: '1', outcome: 'imported' })
    assert.equal((await call(world, owner.key, 'DELETE', `/api/connections/${id}`)).status, 200)
    assert.deepEqual(await storedOf(world), [])
  })

  test('stays as it is at a second import', async () => {
    const world = await importingWorld()
    await send(world, [aRow()])
    const before = await storedOf(world)

    assert.deepEqual(countsOf(await send(world, [aRow()])), { ...none, unchanged: 1 })
    assert.deepEqual(await storedOf(world), before)
  })

  test('of an account that has another one here is a failure: nothing says which is the newer', async () => {
    const world = await importingWorld()
    await send(world, [aRow()])

    const answer = await send(world, [aRow({ credential: { ...metaCredential, access_token: 'other' } })])

    assert.deepEqual(reasonsOf(answer), ['1 null other_secret_here'])
    assert.equal((await tokenOf(world, (await storedOf(world))[0]!.id)).body.access_token, 'EAAB-meta-token')
  })

  test('is stored by no dry run', async () => {
    const world = await importingWorld()

    const answer = await send(world, [aRow()], { dryRun: true })

    assert.deepEqual(answer.body.connections, [{ id: '1', outcome: 'imported', connectionId: null }])
    assert.deepEqual(await storedOf(world), [])
  })

  test('wants a provider here that takes API keys', async () => {
    const bare = await importWorld()
    const oauthAlone = await importWorld({ providers: [providerOf('meta', ['oauth2'])] })

    for (const world of [bare, oauthAlone])
      assert.deepEqual(reasonsOf(await send(world, [aRow()])), ['1 null provider_missing'])
  })
})

describe('a credential that cannot be taken is told by its id', () => {
  test('with the column and the reason, apart from one that does not open', async () => {
    const world = await importingWorld()
    const rows = [
      aRow({ id: 'service_account', service: 'ga4', credential: serviceAccount }),
      aRow({ id: 'other_app', service: 'ga4', credential: { refresh_token: 'r', client_id: 'c' } }),
      aRow({ id: 'invalid', credential: { access_token: 't' } }),
      aRow({ id: 'no_token', credential: { ...metaCredential, access_token: 'two words' } }),
      aRow({ id: 'still_encrypted', credential: { ...metaCredential, access_token: aRow().encryptedData } }),
      aRow({ id: 'not_encrypted', encryptedData: JSON.stringify(metaCredential) }),
      aRow({ id: 'not_encrypted ', encryptedData: 'plain' }),
      aRow({ id: 'wrong_key', userId: '43' }),
      aRow({ id: 'wrong_key ', encryptedData: makeBlob(await keyOf('42', 'other'), '{}') }),
      aRow({ id: 'missing', encryptedData: null }),
      aRow({ id: 'too_long', encryptedData: 'x'.repeat(40_001) }),
    ]

    const answer = await send(world, rows)

    assert.deepEqual(
      reasonsOf(answer),
      rows.map(({ id }) => `${id} encryptedData ${id.trim()}`),
    )
    assert.deepEqual(await storedOf(world), [])
    for (const secret of ['EAAB', 'BEGIN PRIVATE', 'two words', salt, 'authTag'])
      assert.ok(!answer.text.includes(secret), secret)
  })

  test('the blob of the vector opens, and is no credential of any service', async () => {
    const world = await importingWorld()
    const encryptedData = JSON.stringify({
      iv: '000102030405060708090a0b0c0d0e0f',
      authTag: 'b2238c244d99660914154adcea5ae8d2',
      encryptedData: 'f7ce0fdce8be58',
      algorithm: 'aes-256-gcm',
    })

    const answer = await send(world, [aRow({ encryptedData })])

    assert.deepEqual(reasonsOf(answer), ['1 encryptedData invalid'])
  })
})
