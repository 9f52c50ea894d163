import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parts } from '../../src/parts.ts'
import { attemptPlace, tokenPlace } from '../../src/parts/connections/secrets.ts'
import { secretPlace as factorPlace } from '../../src/parts/accounts/factors/secret.ts'
import { addressPlace } from '../../src/parts/accounts/people/address.ts'
import { linkPlace } from '../../src/parts/accounts/registration/links.ts'
import { mailPlace } from '../../src/parts/messages/mail/queue.ts'
import { contactPlace } from '../../src/parts/connections/reminders/contact.ts'
import { secretPlace } from '../../src/parts/messages/endpoints/secrets.ts'
import { contextPlace } from '../../src/parts/releases/journeys/running/surroundings.ts'
import { journeySecretPlace } from '../../src/parts/releases/journeys/secrets/secret.ts'
import { aKeyOf, anEndpoint, plantSelf } from '../support/webhooks.ts'
import { open, type Place, Refused } from '../../src/parts/vault/index.ts'
import { aBrowser } from '../support/browser.ts'
import { aConnection, alice, call, charlie } from '../support/cast.ts'
import { answered } from '../support/net.ts'
import { aPersonWithSecrets } from '../support/people.ts'
import { testWorld, type TestWorld } from '../support/world.ts'

interface Sealed {
  column: string
  place: Place
  ciphertext: Buffer
}

/** Rows of two accounts and two users in every sealed column there is. */
async function plant(world: TestWorld): Promise<string[]> {
  const owners = [await alice(world), await charlie(world)]
  world.net.answers('POST https://strava.test/oauth/token', answered(200, '{"broken'))
  await plantSelf(world, owners[1]!.accountId)
  for (const owner of owners) {
    await anEndpoint({ world, key: await aKeyOf(world, owner.accountId) })
    await aConnection(world, owner, { userId: 'one' })
    const second = await aConnection(world, owner, { userId: 'two', expiresInSeconds: -1 })
    await call(world, owner.key, 'GET', `/api/connections/${second.id}/token`)
    for (const userId of ['one', 'two']) {
      const session = await call(world, owner.key, 'POST', '/api/connections/sessions', {
        userId,
        provider: 'google',
        email: `${userId}@example.org`,
      })
      await aBrowser((request) => world.app.fetch(request)).submit(String(session.body.connectUrl))
    }
  }
  const people = [await aPersonWithSecrets(world), await aPersonWithSecrets(world)]
  return [...owners.map(({ accountId }) => accountId), ...people]
}

async function sealedOf(world: TestWorld, accountId: string): Promise<Sealed[]> {
  const sql = world.sql.as({ role: 'app', accountId })
  const versions = await sql<{
    accountId: string
    subjectId: string
    connectionId: string
    generation: number
    access_token: Buffer
    refresh_token: Buffer
    raw: Buffer
  }>`
    select account_id as "accountId", subject_id as "subjectId", connection_id as "connectionId", generation, access_token, refresh_token, raw from token_version`
  const attempts = await sql<{
    accountId: string
    subjectId: string
    id: string
    verifier: Buffer
    nonce: Buffer
  }>`
    select account_id as "accountId", subject_id as "subjectId", id, verifier, nonce from connect_attempt`
  const secrets = await sql<{ id: string; secret: Buffer }>`select id, secret from webhook_secret`
  const contacts = await sql<{ subjectId: string; generation: number; address: Buffer }>`
    select subject_id as "subjectId", generation::int, address from subject_contact`
  return [
    ...(await sealedOfPerson(world, accountId)),
    ...contacts.map(({ subjectId, generation, address }) => ({
      column: 'subject_contact.address',
      place: contactPlace(accountId, subjectId, generation),
      ciphertext: address,
    })),
    ...secrets.map(({ id, secret }) => ({
      column: 'webhook_secret.secret',
      place: secretPlace(accountId, id),
      ciphertext: secret,
    })),
    ...versions.flatMap((row) =>
      (['access_token', 'refresh_token', 'raw'] as const).map((field) => ({
        column: `token_version.${field}`,
        place: tokenPlace(row, field, row.generation),
        ciphertext: row[field],
      })),
    ),
    ...attempts.flatMap((row) =>
      (['verifier', 'nonce'] as const).map((field) => ({
        column: `connect_attempt.${field}`,
        place: attemptPlace(row, field),
        ciphertext: row[field],
      })),
    ),
  ].filter(({ ciphertext }) => ciphertext !== null)
}

async function sealedOfPerson(world: TestWorld, accountId: string): Promise<Sealed[]> {
  const sql = world.sql.as({ role: 'app', accountId })
  const rows = await sql<{ column: string; id: string; generation: number; ciphertext: Buffer }>`
    select 'person.address' as column, account_id as id, address_generation::int as generation, address as ciphertext from person
    union all select 'mail_token.address', account_id, generation::int, address from mail_token
    union all select 'factor.secret', id, generation::int, secret from factor
    union all select 'outgoing_mail.content', id, generation::int, content from outgoing_mail
    union all select 'journey_secret.value', id, generation::int, value from journey_secret
    union all select 'journey_run.context', id, context_generation::int, context from journey_run`
  return rows.map(({ column, id, generation, ciphertext }) => ({
    column,
    place: placesOfPeople[column]!(accountId, id, generation),
    ciphertext,
  }))
}

const placesOfPeople: Record<string, (accountId: string, id: string, generation: number) => Place> = {
  'person.address': (accountId, _id, generation) => addressPlace(accountId, generation),
  'mail_token.address': (accountId, _id, generation) => linkPlace(accountId, generation),
  'factor.secret': factorPlace,
  'outgoing_mail.content': mailPlace,
  'journey_secret.value': journeySecretPlace,
  'journey_run.context': (accountId, id, generation) => contextPlace({ accountId, id }, generation),
}

const opens = (world: TestWorld, place: Place, ciphertext: Buffer): Promise<boolean> =>
  open(world, place, ciphertext).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Refused) return false
      throw error
    },
  )

test('every sealed value opens where it stands, in no other row, field, user, account or generation, and with no bit flipped', async () => {
  const world = await testWorld()
  const accounts = await plant(world)
  const all = (await Promise.all(accounts.map((accountId) => sealedOf(world, accountId)))).flat()

  assert.deepEqual(
    [...new Set(all.map(({ column }) => column))].sort(),
    parts
      .flatMap((part) => part.sealed ?? [])
      .map(({ table, field }) => `${table}.${field}`)
      .sort(),
  )
  for (const mine of all) {
    assert.ok(await opens(world, mine.place, mine.ciphertext), mine.column)
    for (const other of all) {
      if (other !== mine)
        assert.equal(
          await opens(world, other.place, mine.ciphertext),
          false,
          `${mine.column} in ${other.column}`,
        )
    }
    assert.equal(
      await opens(world, { ...mine.place, generation: mine.place.generation + 1 }, mine.ciphertext),
      false,
    )
    for (let byte = 0; byte < mine.ciphertext.length; byte++) {
      const altered = Buffer.from(mine.ciphertext)
      altered[byte]! ^= 1 << (byte % 8)
      assert.equal(await opens(world, mine.place, altered), false, `${mine.column} byte ${byte}`)
    }
  }
})

test('no plaintext of a secret stands anywhere in the database', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  await aConnection(world, owner, {
    accessToken: 'planted-access-canary',
    refreshToken: 'planted-refresh-canary',
  })
  const endpoint = await anEndpoint({ world, key: await aKeyOf(world, owner.accountId) })
  const webhookSecret = endpoint.secret.slice('whsec_'.length)
  const webhookBytes = Buffer.from(webhookSecret, 'base64').toString('hex')
  const planted = ['planted-access-canary', 'planted-refresh-canary', owner.key, webhookSecret, webhookBytes]
  const sql = world.sql.as({ role: 'app', accountId: owner.accountId })
  const tables = await sql<{
    name: string
  }>`select c.relname as name from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and has_table_privilege('keyhold_app', c.oid, 'select') limit 200`

  for (const { name } of tables) {
    const strings = Object.assign([`select t::text as row from ${name} t limit 1000`], {
      raw: [] as string[],
    }) as unknown as TemplateStringsArray
    for (const { row } of await sql<{ row: string }>(strings)) {
      for (const secret of planted) {
        assert.equal(row.includes(secret) || row.includes(Buffer.from(secret).toString('hex')), false, name)
      }
    }
  }
})
