import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { as } from '../../../kit/world.ts'
import { aPerson } from '../people/people.fixture.ts'
import { browserWith, signedIn } from './sessions.fixture.ts'

/** What the database says to a mail that is queued. */
async function whenQueued(world: TestWorld, body: string): Promise<void> {
  const client = new pg.Client({ connectionString: world.ownerUrl })
  await client.connect()
  await client.query(`create function when_queued() returns trigger language plpgsql security definer as $$ begin ${body} end $$;
    create trigger when_queued before insert on outgoing_mail for each row execute function when_queued()`)
  await client.end()
}

/** The owner refreshed, and half a minute later a thief comes with the token of before. */
async function aTheft(world: TestWorld) {
  const { personId } = await aPerson(world)
  const owner = await signedIn(world, { personId })
  const cookies = [...owner.cookies].map(([name, value]) => `${name}=${value}`)
  const thief = browserWith(world, owner.sessionId, cookies)
  await owner.call('POST', '/auth/refresh')
  world.advance(31)
  const { sql } = as(world, { role: 'app', accountId: personId })
  return { owner, thief, mails: () => sql`select template from outgoing_mail limit 10` }
}

test('C6: the mail about a copied token is queued by the very transaction that ends its session', async () => {
  const world = await testWorld()
  const { thief, mails } = await aTheft(world)
  await whenQueued(
    world,
    `if not exists (select from person_session where end_reason = 'reuse' and xmin::text = pg_current_xact_id()::text) then
      raise exception 'in another transaction'; end if; return new;`,
  )

  const { body } = await thief.call('POST', '/auth/refresh')

  assert.equal(body.code, 'REFRESH_REUSE')
  assert.deepEqual(await mails(), [{ template: 'session_reuse' }])
})

test('C6: a mail that cannot be queued keeps no copied session alive', async () => {
  const world = await testWorld()
  const { owner, thief, mails } = await aTheft(world)
  await whenQueued(world, `raise exception 'no room';`)

  const { body } = await thief.call('POST', '/auth/refresh')

  assert.equal(body.code, 'REFRESH_REUSE')
  assert.deepEqual(await mails(), [])
  assert.equal((await owner.call('GET', '/auth/me')).status, 401)
})
