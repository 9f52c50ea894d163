import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aConnection, alice, logOf } from '../../../../tests/support/cast.ts'
import { gate } from '../../../../tests/support/net.ts'
import { internalApiKey } from '../../../../tests/support/world.ts'
import { as } from '../../../kit/world.ts'
import { deployment } from '../../accounts/index.ts'
import {
  aRow,
  countsOf,
  encryptionKey,
  importWorld,
  none,
  post,
  sixHours,
  stored,
  tokenOf,
} from './imports.fixture.ts'

describe('a row that is whole', () => {
  test('becomes the connection of the deployment itself, and its token is read', async () => {
    const world = await importWorld()

    const answer = await post(world, [aRow()])

    const [connection] = await stored(world)
    const { ownerConnectionId } = await deployment(as(world, { role: 'app' }))
    assert.deepEqual(countsOf(answer), { ...none, imported: 1 })
    assert.deepEqual(answer.body.connections, [
      { id: '1', outcome: 'imported', connectionId: connection!.id },
    ])
    assert.equal(ownerConnectionId, connection!.id)
    assert.deepEqual(
      { ...connection, id: undefined },
      {
        id: undefined,
        kind: 'oauth2',
        provider: 'strava',
        athlete: '12345',
        status: 'active',
        isDirect: true,
        expiresAt: new Date(sixHours * 1000),
      },
    )
    assert.equal((await tokenOf(world, connection!.id)).body.access_token, 'source-access')
  })

  test('with an access token that has expired is refreshed at its first use, with the refresh token of the source', async () => {
    const world = await importWorld()
    const strava = world.net.answers('POST https://strava.test/oauth/token', {
      access_token: 'fresh-access',
      refresh_token: 'fresh-refresh',
      expires_in: 21_600,
      token_type: 'Bearer',
    })

    await post(world, [aRow({ expiresAt: '1700000000' })])
    const [connection] = await stored(world)
    const token = await tokenOf(world, connection!.id)

    assert.equal(token.body.access_token, 'fresh-access')
    assert.deepEqual(
      strava.calls.map(({ form }) => form.get('refresh_token')),
      ['source-refresh'],
    )
  })

  test('is in the log with the operator, the source and the row', async () => {
    const world = await importWorld()

    const { body } = await post(world, [aRow()])

    const entries = await logOf(world, await alice(world), body.connections[0]!.connectionId!)
    const entry = entries.find(({ action }) => action === 'connection.imported')
    assert.deepEqual(JSON.parse(entry!.detail!), { source: '002', row: '1', outcome: 'imported' })
  })

  test('opens with the ENCRYPTION_KEY of the server when none is sent, and wants one of the two', async () => {
    const own = await importWorld({ environment: { ENCRYPTION_KEY: encryptionKey } })
    const bare = await importWorld()

    assert.deepEqual(countsOf(await post(own, [aRow()], {})), { ...none, imported: 1 })
    assert.equal((await post(bare, [aRow()], {})).body.code, 'IMPORT_KEY_MISSING')
  })
})

describe('a second import', () => {
  test('changes nothing', async () => {
    const world = await importWorld()
    const first = await post(world, [aRow()])
    const before = await stored(world)

    const second = await post(world, [aRow()])

    const entries = await logOf(world, await alice(world), before[0]!.id)
    assert.deepEqual(countsOf(second), { ...none, unchanged: 1 })
    assert.equal(second.body.connections[0]!.connectionId, first.body.connections[0]!.connectionId)
    assert.deepEqual(await stored(world), before)
    assert.equal(entries.filter(({ action }) => action === 'connection.imported').length, 1)
  })

  test('takes the newer token of a source that went on refreshing, under the same id', async () => {
    const world = await importWorld()
    await post(world, [aRow()])
    const [connection] = await stored(world)
    await tokenOf(world, connection!.id)

    const second = await post(world, [aRow({ access: 'newer-access', expiresAt: String(sixHours + 3600) })])

    assert.deepEqual(countsOf(second), { ...none, renewed: 1 })
    assert.equal((await stored(world)).length, 1)
    assert.equal((await tokenOf(world, connection!.id)).body.access_token, 'newer-access')
  })

  test('leaves a token alone that was refreshed here since', async () => {
    const world = await importWorld()
    world.net.answers('POST https://strava.test/oauth/token', {
      access_token: 'fresh-access',
      refresh_token: 'fresh-refresh',
      expires_in: 21_600,
    })
    await post(world, [aRow({ expiresAt: '1767225500' })])
    const [connection] = await stored(world)
    await tokenOf(world, connection!.id)

    const second = await post(world, [aRow({ expiresAt: '1767225500' })])

    assert.deepEqual(countsOf(second), { ...none, unchanged: 1 })
    assert.equal((await tokenOf(world, connection!.id)).body.access_token, 'fresh-access')
  })

  test('takes an expiry that differs by a clock’s minutes for the same token', async () => {
    const world = await importWorld()
    await post(world, [aRow()])

    const second = await post(world, [aRow({ refresh: 'spent-refresh', expiresAt: String(sixHours + 300) })])

    assert.deepEqual(countsOf(second), { ...none, unchanged: 1 })
  })

  test('revives a connection whose refresh token the running source had burnt', async () => {
    const world = await importWorld()
    await post(world, [aRow()])
    const [connection] = await stored(world)
    const { accountId } = await alice(world)
    await as(world, { role: 'app', accountId }).sql`
      update connections set status = 'needs_reauth', reason = 'refused' where id = ${connection!.id}`

    await post(world, [aRow({ access: 'newer-access', expiresAt: String(sixHours + 7200) })])

    assert.equal((await stored(world))[0]!.status, 'active')
    assert.equal((await tokenOf(world, connection!.id)).body.access_token, 'newer-access')
  })

  test('at the same moment makes no second connection', async () => {
    const world = await importWorld()
    const beside = await importWorld({ beside: world })

    const answers = await Promise.all([post(world, [aRow()]), post(beside, [aRow()]), post(world, [aRow()])])

    assert.deepEqual(answers.map(({ body }) => body.connections[0]?.outcome).sort(), [
      'imported',
      'unchanged',
      'unchanged',
    ])
    assert.equal((await stored(world)).length, 1)
  })

  test('while a refresh is under way is put off, as its answer is the newer one', async () => {
    const world = await importWorld()
    const asked = gate()
    const answered = gate()
    world.net.answers('POST https://strava.test/oauth/token', async () => {
      asked.open()
      await answered.promise
      return { access_token: 'fresh-access', refresh_token: 'fresh-refresh', expires_in: 21_600 }
    })
    await post(world, [aRow({ expiresAt: '1700000000' })])
    const [connection] = await stored(world)
    const reading = tokenOf(world, connection!.id)
    await asked.promise

    const second = await post(world, [aRow({ access: 'newer-access' })])
    answered.open()

    assert.equal(second.body.failures[0]?.reason, 'refresh_under_way')
    assert.equal((await reading).body.access_token, 'fresh-access')
  })
})

describe('a dry run', () => {
  test('proves that everything opens and stores nothing', async () => {
    const world = await importWorld()
    const rows = [aRow(), aRow({ id: '2', athleteId: '2', refreshToken: 'plain' })]

    const answer = await post(world, rows, { encryptionKey, dryRun: true })

    assert.deepEqual([answer.body.dryRun, answer.body.imported, answer.body.failures.length], [true, 1, 1])
    assert.deepEqual(answer.body.connections, [{ id: '1', outcome: 'imported', connectionId: null }])
    assert.deepEqual(await stored(world), [])
    assert.equal((await deployment(as(world, { role: 'app' }))).ownerConnectionId, null)
  })

  test('says what a second import would do', async () => {
    const world = await importWorld()
    await post(world, [aRow()])

    const same = await post(world, [aRow()], { encryptionKey, dryRun: true })
    const newer = await post(world, [aRow({ expiresAt: String(sixHours + 3600) })], {
      encryptionKey,
      dryRun: true,
    })

    assert.deepEqual([same.body.unchanged, newer.body.renewed], [1, 1])
    assert.equal((await stored(world))[0]!.expiresAt.getTime(), sixHours * 1000)
  })
})

describe('what a person would have to decide is a failure', () => {
  test('another athlete than the one the deployment shows', async () => {
    const world = await importWorld()
    await post(world, [aRow()])

    const answer = await post(world, [aRow({ id: '2', athleteId: '777' })])

    assert.equal(answer.body.failures[0]?.reason, 'owner_is_another')
    assert.equal((await stored(world)).length, 1)
  })

  test('another athlete than STRAVA_OWNER_ID', async () => {
    const world = await importWorld({ environment: { STRAVA_OWNER_ID: '777' } })

    const answer = await post(world, [aRow()])

    assert.equal(answer.body.failures[0]?.reason, 'not_the_configured_owner')
    assert.deepEqual(await stored(world), [])
  })

  test('an account whose only grant another user’s connection stands on', async () => {
    const world = await importWorld()
    const owner = await alice(world)
    const held = await aConnection(world, owner, { providerSubject: '12345' })

    const answer = await post(world, [aRow()])

    assert.equal(answer.body.failures[0]?.reason, 'held_by_another')
    assert.deepEqual(
      (await stored(world)).map(({ id, status }) => [id, status]),
      [[held.id, 'active']],
    )
  })
})

describe('who may import', () => {
  test('the operator alone', async () => {
    const world = await importWorld()
    const { key: appKey } = await alice(world)

    const statuses = [
      (await post(world, [aRow()], { encryptionKey }, appKey)).status,
      (await post(world, [aRow()], { encryptionKey }, internalApiKey)).status,
      (await post(world, [aRow()], { encryptionKey }, 'kho_wrong')).status,
    ]

    assert.deepEqual(statuses, [403, 403, 401])
    assert.deepEqual(await stored(world), [])
  })

  test('nobody while the provider is not set up', async () => {
    const world = await importWorld({ environment: { STRAVA_CLIENT_ID: '', STRAVA_CLIENT_SECRET: '' } })

    assert.equal((await post(world, [aRow()])).body.code, 'PROVIDER_NOT_CONFIGURED')
  })
})
