import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, aConnection, call, logOf } from '../../../../tests/support/cast.ts'
import { answered, gate, type Scripted } from '../../../../tests/support/net.ts'
import {
  ageClaim,
  attempts,
  journalled,
  longAfterServerStart,
  shown,
  stopAt,
} from '../../../../tests/support/processes.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { renewGrant } from '../connect/connection-store.ts'
import { freshToken } from './fresh-token.ts'
import { sealTokens } from './received.ts'
import { refresh, type RefreshResult } from './refresh.ts'
import { insertVersion, lockConnection } from './store.ts'
import { sealerFor } from '../../vault/index.ts'

const places = {
  strava: {
    token: 'POST https://strava.test/oauth/token',
    revoke: 'POST https://strava.test/oauth/deauthorize',
  },
  fitbit: {
    token: 'POST https://fitbit.test/oauth2/token',
    revoke: 'POST https://fitbit.test/oauth2/revoke',
  },
  xero: {
    token: 'POST https://xero.test/connect/token',
    revoke: 'POST https://xero.test/connect/revocation',
  },
  guarded: { token: 'POST https://guarded.test/token', revoke: 'POST https://guarded.test/revoke' },
} as const
type Name = keyof typeof places

const guarded = {
  id: 'guarded',
  title: 'Guarded',
  authorizeUrl: 'https://guarded.test/authorize',
  tokenUrl: 'https://guarded.test/token',
  rotation: 'family',
  revoke: {
    url: 'https://guarded.test/revoke',
    authentication: 'client_secret_post',
    token: 'refresh_token',
  },
  scopes: {},
  identity: { from: 'token_answer', subject: ['/sub'] },
}
const environment = {
  GUARDED_CLIENT_ID: 'g',
  GUARDED_CLIENT_SECRET: 'g',
  FITBIT_BASE_URL: 'https://fitbit.test',
  FITBIT_CLIENT_ID: 'f',
  FITBIT_CLIENT_SECRET: 'f',
}

const granted = (accessToken: string, refreshToken: string) => ({
  token_type: 'Bearer',
  access_token: accessToken,
  expires_in: 7200,
  refresh_token: refreshToken,
})
const refused = answered(400, { error: 'invalid_grant' })

/** Two processes and a connection that is due; the provider's answers in the order in which the calls are made. */
async function twoProcesses(
  provider: Name,
  answers: Scripted[],
  options: { expiresInSeconds?: number } = {},
) {
  const world = await testWorld({ environment, providers: [guarded] })
  const other = await testWorld({ environment, providers: [guarded], beside: world })
  await longAfterServerStart(world)
  const owner = await alice(world)
  const asked = world.net.answers(places[provider].token, ...answers)
  const revoked = world.net.answers(places[provider].revoke, {})
  const { id, subjectId } = await aConnection(world, owner, {
    provider,
    expiresInSeconds: options.expiresInSeconds ?? 60,
    providerSubject: 'ada',
  })
  return { world, other, owner, id, subjectId, asked, revoked }
}

const force = (world: World, owner: Caller, id: string): Promise<RefreshResult> =>
  refresh(world, { accountId: owner.accountId, connectionId: id, minValidSeconds: 0, urgency: 'forced' })
const read = async (world: TestWorld, owner: Caller, id: string) =>
  (await freshToken(world, owner, id, { minValidSeconds: 300, requestId: 'test' })).accessToken
const actionsOf = async (world: TestWorld, owner: Caller, id: string) =>
  (await logOf(world, owner, id)).map(({ action }) => action)

/** A process that sleeps with the provider's answer in its hands, past its claim's end. */
async function sleeps(
  world: TestWorld,
  owner: Caller,
  id: string,
): Promise<{ wakes(): Promise<RefreshResult> }> {
  const stopped = stopAt(world, 'call.answered')
  const flight = force(world, owner, id)
  await stopped.reached
  await ageClaim(world, owner, id)
  return {
    wakes() {
      stopped.goOn()
      return flight
    },
  }
}

/** The person connects again under the same id: a new grant with tokens of its own. */
async function reconnect(
  world: TestWorld,
  owner: Caller,
  id: string,
  expiresInSeconds = 7200,
): Promise<void> {
  const account = as(world, { role: 'app', accountId: owner.accountId })
  const now = world.now()
  await transaction(account, async (world) => {
    const connection = (await lockConnection(world, id))!
    const slot = {
      ...connection,
      connectionId: id,
      generation: connection.nextGeneration,
      grantNo: connection.grantNo + 1,
      fromGeneration: 0,
      byCloser: false,
      grantMac: null,
    }
    const tokens = {
      accessToken: 'anew',
      refreshToken: 'refresh-anew',
      tokenType: 'Bearer',
      expiresAt: new Date(now.getTime() + expiresInSeconds * 1000),
      scope: [],
      identity: null,
    }
    const received = sealTokens(await sealerFor(account, connection), slot, tokens, null, [], now)
    await renewGrant(world, {
      ...slot,
      scopes: [],
      requestedScopes: [],
      expiresAt: tokens.expiresAt,
      softAt: null,
      label: null,
      providerSubject: 'ada',
    })
    await insertVersion(world, received)
  })
}

test('an answer that comes late revives the connection that was given up meanwhile', async () => {
  const { world, other, owner, id } = await twoProcesses('fitbit', [granted('late', 'refresh-2'), refused])
  const sleeper = await sleeps(world, owner, id)
  await force(other, owner, id)
  const givenUp = await shown(world, owner, id)

  await sleeper.wakes()

  assert.deepEqual([givenUp?.status, givenUp?.reason], ['needs_reauth', 'lost_in_flight'])
  assert.equal(await read(other, owner, id), 'late')
  assert.ok((await actionsOf(world, owner, id)).includes('connection.recovered'))
})

test('an answer that comes late is journalled and overwrites no newer pointer', async () => {
  const { world, other, owner, id } = await twoProcesses('xero', [
    granted('late', 'refresh-2'),
    granted('newer', 'refresh-3'),
  ])
  const sleeper = await sleeps(world, owner, id)
  await force(other, owner, id)

  await sleeper.wakes()

  assert.equal((await shown(world, owner, id))?.generation, 3)
  assert.deepEqual(await journalled(world, owner, id), [1, 2, 3])
  assert.deepEqual([await read(world, owner, id), await read(other, owner, id)], ['newer', 'newer'])
})

test('what was journalled and not shown is adopted before anything is presented', async () => {
  const { world, other, owner, id, asked } = await twoProcesses('xero', [
    granted('first', 'refresh-2'),
    granted('second', 'refresh-3'),
  ])
  const first = await sleeps(world, owner, id)
  const second = await sleeps(other, owner, id)
  await first.wakes()
  await second.wakes()
  world.advance(7000)

  const result = await refresh(world, {
    accountId: owner.accountId,
    connectionId: id,
    minValidSeconds: 0,
    urgency: 'reader',
  })

  assert.equal(result.kind, 'refreshed')
  assert.deepEqual(
    asked.calls.map(({ form }) => form.get('refresh_token')),
    ['refresh-1', 'refresh-1', 'refresh-3'],
  )
  const told = (await logOf(world, owner, id)).filter(({ action }) => action === 'token.refreshed')
  assert.deepEqual(
    told.map(({ detail }) => JSON.parse(detail!) as object),
    [{ generation: 2 }, { generation: 3, from: 'journal' }, { generation: 4 }],
  )
})

test('an adopted token that is fresh is answered without a call', async () => {
  const { world, other, owner, id, asked } = await twoProcesses('xero', [
    { ...granted('first', 'refresh-2'), expires_in: 60 },
    granted('second', 'refresh-3'),
  ])
  const first = await sleeps(world, owner, id)
  const second = await sleeps(other, owner, id)
  await first.wakes()
  await second.wakes()

  const token = await read(world, owner, id)

  assert.equal(token, 'second')
  assert.equal(asked.calls.length, 2)
})

test('a refusal that comes late destroys nothing that the winner wrote', async () => {
  const { world, other, owner, id } = await twoProcesses('fitbit', [refused, granted('newer', 'refresh-2')])
  const sleeper = await sleeps(world, owner, id)
  await force(other, owner, id)

  await sleeper.wakes()

  assert.deepEqual(await shown(world, owner, id), {
    status: 'active',
    reason: null,
    generation: 3,
    grantNo: 1,
  })
  assert.equal(await read(world, owner, id), 'newer')
  assert.ok(!(await actionsOf(world, owner, id)).includes('connection.needs_reauth'))
})

test('a failure that comes late holds back nobody', async () => {
  const { world, other, owner, id } = await twoProcesses('fitbit', [
    answered(503, 'down', { 'retry-after': '600' }),
    { ...granted('newer', 'refresh-2'), expires_in: 60 },
    granted('newest', 'refresh-3'),
  ])
  const sleeper = await sleeps(world, owner, id)
  await force(other, owner, id)
  await sleeper.wakes()

  const token = await read(other, owner, id)

  assert.equal(token, 'newest')
})

test('a refusal while another owner is at it decides nothing: its outcome is awaited', async () => {
  const [asked, answer] = [gate(), gate()]
  const late = async () => {
    asked.open()
    await answer.promise
    return granted('newer', 'refresh-2')
  }
  const { world, other, owner, id } = await twoProcesses('fitbit', [refused, late], { expiresInSeconds: -1 })
  const waits = gate()
  const watched: TestWorld = { ...world, wait: (...length) => (waits.open(), world.wait(...length)) }
  const sleeper = await sleeps(watched, owner, id)
  const winner = force(other, owner, id)
  await asked.promise

  const loser = sleeper.wakes()
  await waits.promise
  const meanwhile = await shown(world, owner, id)
  answer.open()

  assert.deepEqual([(await winner).kind, (await loser).kind], ['refreshed', 'fresh'])
  assert.equal(meanwhile?.status, 'active')
})

test('where reuse is merely refused a token that came late is tried before the connection is given up', async () => {
  const { world, other, owner, id, asked } = await twoProcesses('xero', [
    granted('late', 'refresh-2'),
    granted('newer', 'refresh-3'),
    refused,
    granted('saved', 'refresh-4'),
  ])
  const sleeper = await sleeps(world, owner, id)
  await force(other, owner, id)
  await sleeper.wakes()

  const result = await force(other, owner, id)

  assert.equal(result.kind, 'refreshed')
  assert.deepEqual(
    asked.calls.map(({ form }) => form.get('refresh_token')),
    ['refresh-1', 'refresh-1', 'refresh-3', 'refresh-2'],
  )
  assert.equal(await read(other, owner, id), 'saved')
})

test('also one that came before the pointer’s own answer is tried: which of two the provider made last nobody knows', async () => {
  const { world, other, owner, id, asked } = await twoProcesses('xero', [
    granted('first', 'refresh-2'),
    granted('second', 'refresh-3'),
    refused,
    granted('saved', 'refresh-4'),
  ])
  const first = await sleeps(world, owner, id)
  const second = await sleeps(other, owner, id)
  await first.wakes()
  world.advance(1)
  await second.wakes()

  const result = await force(other, owner, id)

  assert.equal(result.kind, 'refreshed')
  assert.deepEqual(
    asked.calls.map(({ form }) => form.get('refresh_token')),
    ['refresh-1', 'refresh-1', 'refresh-3', 'refresh-2'],
  )
})

test('a token whose answer is known is spent, and never tried again', async () => {
  const { world, owner, id, asked } = await twoProcesses('xero', [granted('newer', 'refresh-2'), refused])
  await force(world, owner, id)

  const result = await force(world, owner, id)

  assert.deepEqual(result, { kind: 'needs_reauth', reason: 'refused' })
  assert.deepEqual(
    asked.calls.map(({ form }) => form.get('refresh_token')),
    ['refresh-1', 'refresh-2'],
  )
})

test('where reuse kills the grant no other token is ever tried', async () => {
  const { world, other, owner, id, asked } = await twoProcesses('guarded', [
    granted('late', 'refresh-2'),
    granted('newer', 'refresh-3'),
    refused,
  ])
  const sleeper = await sleeps(world, owner, id)
  world.advance(61)
  await force(other, owner, id)
  await sleeper.wakes()

  const result = await force(other, owner, id)

  assert.equal(result.kind, 'needs_reauth')
  assert.equal(asked.calls.length, 3)
})

test('an answer that comes late revives also when the pointer has moved on and died', async () => {
  const { world, other, owner, id } = await twoProcesses('xero', [
    granted('late', 'refresh-2'),
    granted('newer', 'refresh-3'),
    refused,
  ])
  const sleeper = await sleeps(world, owner, id)
  await force(other, owner, id)
  await force(other, owner, id)
  const givenUp = await shown(world, owner, id)

  await sleeper.wakes()

  assert.equal(givenUp?.status, 'needs_reauth')
  assert.equal(await read(other, owner, id), 'late')
})

test('an answer that comes after a disconnect is revoked, and nothing of it is stored', async () => {
  const { world, other, owner, id, revoked } = await twoProcesses('fitbit', [granted('late', 'refresh-2')])
  const sleeper = await sleeps(world, owner, id)
  const ended = await call(other, owner.key, 'DELETE', `/api/connections/${id}`)

  const result = await sleeper.wakes()

  assert.deepEqual([ended.status, ended.body.revocation, result.kind], [200, 'revoked', 'gone'])
  assert.deepEqual(
    revoked.calls.map(({ form }) => form.get('token')),
    ['refresh-1', 'refresh-2'],
  )
  assert.deepEqual(await journalled(world, owner, id), [])
  assert.ok((await actionsOf(world, owner, id)).includes('token.late_revoked'))
})

test('an answer that comes after a disconnect does not end a newer connection on the same grant', async () => {
  const { world, other, owner, id, revoked } = await twoProcesses('strava', [granted('late', 'refresh-2')])
  const sleeper = await sleeps(world, owner, id)
  await call(other, owner.key, 'DELETE', `/api/connections/${id}`)
  const calls = revoked.calls.length
  await aConnection(other, owner, { providerSubject: 'ada' })

  await sleeper.wakes()

  assert.equal(revoked.calls.length, calls)
  assert.ok((await actionsOf(world, owner, id)).includes('token.late_dropped'))
})

test('a disconnect waits for a call under way, and revokes what it brought', async () => {
  const { world, other, owner, id, revoked } = await twoProcesses('fitbit', [granted('late', 'refresh-2')])
  const stopped = stopAt(world, 'call.answered')
  const flight = force(world, owner, id)
  await stopped.reached
  const fenced = stopAt(other, 'close.fenced')
  const ending = call(other, owner.key, 'DELETE', `/api/connections/${id}`)
  await fenced.reached

  fenced.goOn()
  stopped.goOn()

  assert.equal((await ending).body.revocation, 'revoked')
  assert.equal((await flight).kind, 'gone')
  assert.ok(revoked.calls.some(({ form }) => form.get('token') === 'refresh-2'))
})

test('after a reconnect an answer to the older grant never becomes the pointer', async () => {
  const { world, other, owner, id, revoked } = await twoProcesses('fitbit', [granted('late', 'refresh-2')])
  const sleeper = await sleeps(world, owner, id)
  await reconnect(other, owner, id)

  await sleeper.wakes()

  assert.equal(await read(world, owner, id), 'anew')
  assert.deepEqual(await journalled(world, owner, id), [1, 3])
  assert.deepEqual(
    revoked.calls.map(({ form }) => form.get('token')),
    ['refresh-2'],
  )
})

test('after a reconnect where account and app have one grant an answer to the older is dropped, not revoked', async () => {
  const { world, other, owner, id, revoked } = await twoProcesses('strava', [granted('late', 'refresh-2')])
  const sleeper = await sleeps(world, owner, id)
  await reconnect(other, owner, id)

  await sleeper.wakes()

  assert.equal(await read(world, owner, id), 'anew')
  assert.equal(revoked.calls.length, 0)
})

test('after a reconnect no token of the older grant is tried, and a refusal of one destroys nothing', async () => {
  const { world, other, owner, id, asked } = await twoProcesses('xero', [refused, refused])
  const sleeper = await sleeps(world, owner, id)
  await reconnect(other, owner, id)
  await sleeper.wakes()
  const unharmed = await shown(world, owner, id)

  await force(other, owner, id)

  assert.equal(unharmed?.status, 'active')
  assert.deepEqual(
    asked.calls.map(({ form }) => form.get('refresh_token')),
    ['refresh-1', 'refresh-anew'],
  )
  assert.deepEqual(await shown(world, owner, id), {
    status: 'needs_reauth',
    reason: 'refused',
    generation: 3,
    grantNo: 2,
  })
})

test('a disconnect that must refresh first comes to its end though another token of the grant is in the journal', async () => {
  const { world, other, owner, id, asked, revoked } = await twoProcesses(
    'strava',
    [granted('late', 'refresh-2'), granted('newer', 'refresh-3'), refused],
    { expiresInSeconds: 60 },
  )
  const sleeper = await sleeps(world, owner, id)
  await force(other, owner, id)
  await sleeper.wakes()
  world.advance(7300)

  const ended = await call(other, owner.key, 'DELETE', `/api/connections/${id}`)

  assert.equal(ended.status, 200)
  assert.ok(asked.calls.length <= 4)
  assert.equal(await shown(world, owner, id), undefined)
  assert.ok(revoked.calls.length <= 3)
  assert.deepEqual(await attempts(world, owner, id), [])
})
