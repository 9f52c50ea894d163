import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, aConnection, logOf } from '../../../../tests/support/cast.ts'
import { answered, lost, type Scripted } from '../../../../tests/support/net.ts'
import {
  ageClaim,
  attempts,
  longAfterServerStart,
  shown,
  stopAt,
} from '../../../../tests/support/processes.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'
import { as } from '../../../kit/world.ts'
import { claimRefresh, type Urgency } from './claim.ts'
import { freshToken } from './fresh-token.ts'
import { refresh } from './refresh.ts'

const tokenAddresses = {
  strava: 'POST https://strava.test/oauth/token',
  fitbit: 'POST https://fitbit.test/oauth2/token',
  google: 'POST https://google.test/token',
  guarded: 'POST https://guarded.test/token',
  brief: 'POST https://brief.test/token',
} as const
type Name = keyof typeof tokenAddresses

// `rotation` is left out: of a provider that nobody knows the worst is thought, that reuse kills the grant.
const ownProviders = ['guarded', 'brief'].map((id) => ({
  id,
  title: id,
  authorizeUrl: `https://${id}.test/authorize`,
  tokenUrl: `https://${id}.test/token`,
  scopes: {},
  identity: { from: 'token_answer', subject: ['/sub'] },
  ...(id === 'brief' && { graceSeconds: 60 }),
}))
const ownApps = {
  GUARDED_CLIENT_ID: 'g',
  GUARDED_CLIENT_SECRET: 'g',
  BRIEF_CLIENT_ID: 'b',
  BRIEF_CLIENT_SECRET: 'b',
}
const environment = {
  ...ownApps,
  FITBIT_BASE_URL: 'https://fitbit.test',
  FITBIT_CLIENT_ID: 'f',
  FITBIT_CLIENT_SECRET: 'f',
}

const granted = (accessToken: string, refreshToken?: string) => ({
  token_type: 'Bearer',
  access_token: accessToken,
  expires_in: 3600,
  ...(refreshToken && { refresh_token: refreshToken }),
})
const refused = answered(400, { error: 'invalid_grant' })

/** Two processes and a connection whose token has life for `expiresInSeconds` (default none). */
async function twoProcesses(provider: Name, answers: Scripted[], expiresInSeconds = -1) {
  const world = await testWorld({ environment, providers: ownProviders })
  const other = await testWorld({ environment, providers: ownProviders, beside: world })
  await longAfterServerStart(world)
  const owner = await alice(world)
  const script = world.net.answers(tokenAddresses[provider], ...answers)
  const connection = await aConnection(world, owner, { provider, expiresInSeconds })
  const presented = () => script.calls.map(({ form }) => form.get('refresh_token'))
  return { world, other, owner, id: connection.id, script, presented }
}

const need = (owner: Caller, id: string, urgency: Urgency = 'reader') => ({
  accountId: owner.accountId,
  connectionId: id,
  minValidSeconds: 300,
  urgency,
})
const claim = (world: TestWorld, owner: Caller, id: string) =>
  claimRefresh(as(world, { role: 'app', accountId: owner.accountId }), need(owner, id))
const read = (world: TestWorld, owner: Caller, id: string) =>
  freshToken(world, owner, id, { minValidSeconds: 0, requestId: 'test' })

/** A process that dies with its claim: after the provider has carried out the call, or before. */
async function diesAt(
  world: TestWorld,
  owner: Caller,
  id: string,
  point: 'claim.committed' | 'call.answered',
): Promise<void> {
  const stopped = stopAt(world, point)
  void refresh(world, need(owner, id, 'forced'))
  await stopped.reached
}

test('a claim keeps others out until 30 s after its deadline, by the database’s clock, whatever their own says', async () => {
  const { world, other, owner, id } = await twoProcesses('strava', [])
  await diesAt(world, owner, id, 'claim.committed')

  const atOnce = await claim(other, owner, id)
  other.advance(3600)
  await ageClaim(other, owner, id, 69)
  const shortBefore = await claim(other, owner, id)
  await ageClaim(other, owner, id, 2)
  const after = await claim(other, owner, id)

  assert.deepEqual([atOnce.kind, shortBefore.kind, after.kind], ['busy', 'busy', 'claimed'])
  assert.deepEqual(atOnce.kind === 'busy' && atOnce.retryAfterSeconds, 70)
})

test('a takeover marks the attempt before as unknown and tells it', async () => {
  const { world, other, owner, id } = await twoProcesses('strava', [])
  await diesAt(world, owner, id, 'claim.committed')
  await ageClaim(other, owner, id)

  await claim(other, owner, id)

  const told = (await logOf(world, owner, id)).filter(({ action }) => action === 'token.refresh_unknown')
  assert.deepEqual(await attempts(world, owner, id), ['unknown', 'sent'])
  assert.deepEqual(
    told.map(({ outcome, detail }) => [outcome, detail]),
    [['failed', '{"code":"taken_over","generation":2}']],
  )
})

for (const provider of ['strava', 'fitbit'] as const) {
  test(`${provider}: a refresh token whose claim was taken over is presented once more`, async () => {
    const { world, other, owner, id, presented } = await twoProcesses(provider, [
      granted('fresh', 'refresh-2'),
    ])
    await diesAt(world, owner, id, 'claim.committed')
    await ageClaim(other, owner, id)

    const token = await read(other, owner, id)

    assert.equal(token.accessToken, 'fresh')
    assert.deepEqual(presented(), ['refresh-1'])
  })

  test(`${provider}: refused after a takeover means that the answer was lost in flight`, async () => {
    const { world, other, owner, id, presented } = await twoProcesses(provider, [
      granted('never-arrives', 'refresh-2'),
      refused,
    ])
    await diesAt(world, owner, id, 'call.answered')
    await ageClaim(other, owner, id)

    await assert.rejects(read(other, owner, id), { code: 'NEEDS_REAUTH', status: 409 })

    assert.equal((await shown(world, owner, id))?.reason, 'lost_in_flight')
    assert.deepEqual(presented(), ['refresh-1', 'refresh-1'])
    assert.deepEqual(await attempts(world, owner, id), ['unknown', 'refused'])
  })
}

test('a refresh token that stays is presented as often as it takes', async () => {
  const { world, owner, id, presented } = await twoProcesses('google', [lost, lost, granted('fresh')])

  const kinds: string[] = []
  for (let attempt = 0; attempt < 3; attempt++) {
    kinds.push((await refresh(world, need(owner, id, 'forced'))).kind)
    world.advance(20)
  }

  assert.deepEqual(kinds, ['held', 'held', 'refreshed'])
  assert.deepEqual(presented(), ['refresh-1', 'refresh-1', 'refresh-1'])
})

test('where reuse kills the grant nothing is presented again while the access token lives: it is served', async () => {
  const { world, other, owner, id, presented } = await twoProcesses(
    'guarded',
    [granted('never-arrives', 'refresh-2')],
    600,
  )
  await diesAt(world, owner, id, 'call.answered')
  await ageClaim(other, owner, id)

  const result = await refresh(other, need(owner, id, 'forced'))
  const token = await read(other, owner, id)

  assert.deepEqual([result.kind, result.kind === 'held' && result.why], ['held', 'in_doubt'])
  assert.equal(token.accessToken, 'access-1')
  assert.deepEqual(presented(), ['refresh-1'])
})

test('where reuse kills the grant a lost answer is asked for one last time when the access token has ended', async () => {
  const { world, other, owner, id, presented } = await twoProcesses(
    'guarded',
    [lost, granted('fresh', 'refresh-2')],
    600,
  )
  await refresh(world, need(owner, id, 'forced'))
  world.advance(601)

  const token = await read(other, owner, id)

  assert.equal(token.accessToken, 'fresh')
  assert.deepEqual(presented(), ['refresh-1', 'refresh-1'])
})

test('where reuse kills the grant a provider that refused to serve is asked again: nothing was spent', async () => {
  const { world, owner, id, presented } = await twoProcesses(
    'guarded',
    [answered(503, 'down'), granted('fresh', 'refresh-2')],
    600,
  )
  await refresh(world, need(owner, id, 'forced'))

  const result = await refresh(world, need(owner, id, 'forced'))

  assert.equal(result.kind, 'refreshed')
  assert.deepEqual(presented(), ['refresh-1', 'refresh-1'])
})

test('inside a grace a lost answer is asked for again at once', async () => {
  const { world, owner, id, presented } = await twoProcesses(
    'brief',
    [lost, granted('fresh', 'refresh-2')],
    600,
  )
  await refresh(world, need(owner, id, 'forced'))
  world.advance(50)

  const result = await refresh(world, need(owner, id, 'forced'))

  assert.equal(result.kind, 'refreshed')
  assert.deepEqual(presented(), ['refresh-1', 'refresh-1'])
})

test('outside the grace the rotation’s own rule holds again', async () => {
  const { world, owner, id, presented } = await twoProcesses('brief', [lost], 600)
  await refresh(world, need(owner, id, 'forced'))
  world.advance(61)

  const result = await refresh(world, need(owner, id, 'forced'))

  assert.deepEqual([result.kind, result.kind === 'held' && result.why], ['held', 'in_doubt'])
  assert.deepEqual(presented(), ['refresh-1'])
})

test('a waiter whose patience ends is told to come again, and the claim it waited for stands', async () => {
  const quick = { ...environment, NODE_ENV: 'test', KEYHOLD_TEST_DEADLINE_SCALE: '0.02' }
  const world = await testWorld({ environment: quick })
  const other = await testWorld({ environment: quick, beside: world })
  const owner = await alice(world)
  const { id } = await aConnection(world, owner, { expiresInSeconds: -1 })
  await diesAt(world, owner, id, 'claim.committed')

  await assert.rejects(read(other, owner, id), { code: 'REFRESH_TIMEOUT', status: 503 })

  assert.deepEqual(await attempts(world, owner, id), ['sent'])
  assert.equal((await shown(world, owner, id))?.status, 'active')
})
