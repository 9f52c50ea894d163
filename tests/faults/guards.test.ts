import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aBrowser, locationOf } from '../support/browser.ts'
import { type Answer, call, connect, disconnect, readToken } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { startFleet } from './support/fleet.ts'
import { assertTaken, refreshesOf } from './support/provider-view.ts'
import { kinds, providerIdOf } from './support/providers.ts'
import { seeded } from './support/seeded.ts'
import { asSuperuser, expire } from './support/tampering.ts'
import { until } from './support/until.ts'

const rounds = counted({ full: 20, sample: 2 })

// A reader waits 3 s for a refresh that cannot be saved, instead of 30.
const fleet = await startFleet({ deadlineScale: 0.1 })
const server = await fleet.start()
const { strava, strict } = fleet.standIns

test('two connections of one athlete never burn each other: the older one ends by consent alone', async () => {
  const athlete = strava.people.add().id
  const first = await connect(server, { provider: 'sandbox', userId: 'first', athlete })
  // From now on a consent makes new tokens, which ends those that the first connection holds.
  await expire(fleet.superUrl, first.id)
  strava.expire({ athleteId: athlete })
  const second = await connect(server, { provider: 'sandbox', userId: 'second', athlete })

  const [whilePending, ofFirst] = [await readToken(server, second.id), await readToken(server, first.id)]
  const action = /action="([^"]+)"/.exec(second.page)?.[1]
  assert.ok(action, second.page)
  const confirmed = await aBrowser().submit(server.url + action)
  const [superseded, ofSecond] = [await readToken(server, first.id), await readToken(server, second.id)]
  const ended = await disconnect(server, first.id)
  const afterwards = await call(server, 'POST', `/api/connections/${second.id}/refresh`)

  assert.deepEqual([whilePending.status, whilePending.body.code], [409, 'CONNECTION_PENDING'])
  assertTaken(ofFirst, strava, 'the first, before the consent')
  assert.equal(confirmed.status, 200)
  assert.deepEqual([superseded.status, superseded.body.reason], [409, 'superseded'])
  assertTaken(ofSecond, strava, 'the second, after the consent')
  assert.equal(ended.body.revocation, 'shared')
  assert.equal(afterwards.status, 200)
  assertTaken(await readToken(server, second.id), strava, 'the second, after the end of the first')
})

test('a connection gives no token before its app has confirmed it, and gives one then', async () => {
  const url = 'http://localhost:5555/app'
  await call(server, 'POST', '/api/return-addresses', { body: { url }, asOperator: true })
  const { id, last } = await connect(server, {
    provider: providerIdOf('strict'),
    userId: 'pending',
    athlete: strict.people.add().id,
    confirm: 'app',
    returnTo: `${url}/done`,
  })
  const returned = locationOf(last).searchParams

  const [asked, forced] = [
    await readToken(server, id),
    await call(server, 'POST', `/api/connections/${id}/refresh`),
  ]
  const completed = await call(
    server,
    'POST',
    `/api/connections/sessions/${returned.get('session')}/complete`,
    {
      body: { completion: returned.get('completion') },
    },
  )

  assert.deepEqual([asked.status, asked.body.code], [409, 'CONNECTION_PENDING'])
  assert.equal(forced.body.access_token, undefined)
  assert.equal(completed.status, 200, JSON.stringify(completed.body))
  assertTaken(await readToken(server, id), strict, 'confirmed')
})

test('ciphertexts that changed their places are refused with an audit row each, and nothing is presented', async () => {
  const made = []
  for (const kind of kinds) {
    const standIn = fleet.standIns[kind]
    const athlete = standIn.people.add().id
    const { id } = await connect(server, { provider: providerIdOf(kind), userId: `swapped ${kind}`, athlete })
    made.push({ id, standIn, athlete })
  }
  const ids = made.map(({ id }) => id)
  const original = await sealedOf(ids)

  for (let seed = 1; seed <= rounds; seed += 1) {
    await put(ids, deranged(original, seed))
    const fresh = await fleet.start()
    const answers: Answer[] = []
    for (const { id } of made) {
      answers.push(await readToken(fresh, id), await call(fresh, 'POST', `/api/connections/${id}/refresh`))
    }
    const told = await asSuperuser(
      fleet.superUrl,
      `select distinct object, detail::jsonb->>'field' as field from audit_entry where action = 'secret.refused' and object = any($1)`,
      [ids],
    )

    for (const { status, body } of answers)
      assert.deepEqual(
        [status, body.code],
        [500, 'SECRET_UNREADABLE'],
        `seed ${seed}: ${JSON.stringify(body)}`,
      )
    assert.equal(told.length, ids.length * 2, `seed ${seed}`)
    for (const { standIn, athlete } of made) assert.equal(refreshesOf(standIn, athlete), 0, `seed ${seed}`)
    await fresh.kill()
  }
  await put(ids, original)
  const again = await fleet.start()
  for (const { id, standIn } of made) assertTaken(await readToken(again, id), standIn, 'put back')
  await again.kill()
})

test('while no audit entry can be written no token leaves by any way, and what came meanwhile is kept', async () => {
  const athlete = strict.people.add().id
  const { id } = await connect(server, { provider: providerIdOf('strict'), userId: 'audit', athlete })
  const before = await readToken(server, id)
  await asSuperuser(fleet.superUrl, 'revoke insert on audit_entry from keyhold_audit')

  const answers = [
    await readToken(server, id),
    await call(server, 'POST', `/api/connections/${id}/refresh`),
    await readToken(server, id),
    await disconnect(server, id),
  ]
  await asSuperuser(fleet.superUrl, 'grant insert on audit_entry to keyhold_audit')
  const refreshed = await until('the saved token', async () => {
    const { body } = await readToken(server, id)
    return body.access_token !== before.body.access_token && body
  })

  assertTaken(before, strict, 'before')
  for (const { status, body, retryAfter } of answers) {
    assert.equal(status, 503, JSON.stringify(body))
    assert.equal(body.access_token, undefined)
    assert.ok(retryAfter, JSON.stringify(body))
  }
  assertTaken({ status: 200, body: refreshed, retryAfter: null }, strict, 'afterwards')
  assert.equal(refreshesOf(strict, athlete), 1)
})

type Sealed = { id: string; field: 'access_token' | 'refresh_token'; bytes: Buffer }

async function sealedOf(ids: string[]): Promise<Sealed[]> {
  return asSuperuser<Sealed>(
    fleet.superUrl,
    `select connection_id as id, f.field, f.bytes from token_version, lateral (values ('access_token', access_token), ('refresh_token', refresh_token)) f(field, bytes)
     where connection_id = any($1) order by 1, 2`,
    [ids],
  )
}

/** None stays where it was. */
function deranged(original: readonly Sealed[], seed: number): Sealed[] {
  const shift = seeded(seed).between(1, original.length - 1)
  return original.map((place, index) => ({
    ...place,
    bytes: original[(index + shift) % original.length]!.bytes,
  }))
}

async function put(ids: string[], sealed: readonly Sealed[]): Promise<void> {
  for (const { id, field, bytes } of sealed)
    await asSuperuser(fleet.superUrl, `update token_version set ${field} = $2 where connection_id = $1`, [
      id,
      bytes,
    ])
  assert.equal(sealed.length, ids.length * 2)
}
