import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call } from '../../../../tests/support/cast.ts'
import { as } from '../../../kit/world.ts'
import { aPerson } from '../../accounts/people/people.fixture.ts'
import { houseWithMail } from '../../accounts/registration/registration.fixture.ts'
import { signedIn } from '../../accounts/sessions/sessions.fixture.ts'

test('A7: keys, webhooks and connects under way that others laid in the account end when its owner proves the address by a reset', async () => {
  const house = await houseWithMail({
    KEYHOLD_WEBHOOK_HOSTS: 'hooks.example.com',
    STRAVA_CLIENT_ID: '161983',
    STRAVA_CLIENT_SECRET: 'strava-client-secret',
  })
  const { world } = house
  const ada = await aPerson(world)
  const browser = await signedIn(world, ada)
  const made = [
    await browser.call('POST', '/api/keys', { name: 'a way in', scopes: ['connections:read'] }),
    await browser.call('POST', '/api/webhooks/endpoints', { url: 'https://hooks.example.com/out' }),
    await browser.call('POST', '/api/connections/sessions', { provider: 'strava', userId: 'me' }),
  ]
  const { sql } = as(world, { role: 'app', accountId: ada.personId })
  // As while no address had to be proved.
  await sql`update person set verified_at = null where account_id = ${ada.personId}`
  const key = String(made[0]!.body.key)
  const before = await call(world, key, 'GET', '/api/connections')

  await house.post('/auth/forgot-password', { email: ada.address })
  await house.post('/auth/reset-password', {
    token: await house.tokenFor(ada.address),
    password: 'a new one of my own',
  })

  const left = await sql`
    select id::text from webhook_endpoint union all select id::text from connect_session union all select id::text from connect_attempt limit 10`
  assert.deepEqual(
    made.map(({ status }) => status),
    [201, 201, 201],
    JSON.stringify(made.map(({ body }) => body)),
  )
  assert.equal(before.status, 200)
  assert.equal((await call(world, key, 'GET', '/api/connections')).status, 401)
  assert.deepEqual(left, [])
})
