import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { actionsOf } from '../factors/factors.fixture.ts'
import { aPerson } from '../people/people.fixture.ts'
import { signedIn } from '../sessions/sessions.fixture.ts'
import { aWholePerson } from './personal.fixture.ts'

const features = { EMAIL_ENABLED: 'true', TWO_FACTOR_ENABLED: 'true', IMPERSONATION: 'true' }

type Copy = Record<string, Record<string, unknown>[]>

test('E4: the copy holds the rows of every part, the own words in clear and no secret', async () => {
  const world = await testWorld({ environment: features })
  const ada = await aWholePerson(world)
  await aPerson(world, { address: 'stranger@example.org' })

  const { status, body, headers } = await ada.browser.call('GET', '/auth/me/export')

  assert.equal(status, 200, JSON.stringify(body))
  assert.match(headers.get('content-disposition') ?? '', /attachment/)
  const tables = body.tables as Copy
  const [person] = tables.person!
  assert.deepEqual([person?.address, person?.username], [ada.address, ada.username])
  assert.deepEqual(
    tables.profile!.map(({ vanity_url }) => vanity_url),
    ['countess-of-lovelace'],
  )
  for (const table of [
    'factor',
    'person_session',
    'api_keys',
    'connections',
    'webhook_endpoint',
    'audit_entry',
  ])
    assert.ok(tables[table]!.length > 0, table)
  assert.ok((await actionsOf(world, ada)).includes('person.exported'))
  const text = JSON.stringify(body)
  assert.doesNotMatch(text, /\$argon2|\\\\x4b01|_hash"|"secret"|access-1|refresh-1|stranger@/)
})

test('E4: one table is told as CSV, and what a spreadsheet would run is text', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const browser = await signedIn(world, ada)
  await world.sql.as({ role: 'app', accountId: ada.personId })`
    update person set display_name = ${'=HYPERLINK("x"),\n1'} where account_id = ${ada.personId}`

  const response = await world.app.fetch(
    new Request('http://localhost:3000/auth/me/export?table=person&format=csv', {
      headers: { cookie: browser.cookie() },
    }),
  )

  const text = await response.text()
  assert.match(response.headers.get('content-type') ?? '', /^text\/csv/)
  assert.match(text, /^account_id,username,display_name,.*,address\r\n/)
  assert.match(text, /"'=HYPERLINK\(""x""\),\n1"/)
  assert.ok(text.includes(ada.address))
})

test('E4: CSV without a table, and a table that is none, are refused with the names there are', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))

  const answers = [
    await browser.call('GET', '/auth/me/export?format=csv'),
    await browser.call('GET', '/auth/me/export?table=subject_salt'),
  ]

  for (const { status, body } of answers) {
    assert.deepEqual([status, body.code], [400, 'NO_SUCH_TABLE'])
    assert.ok((body.tables as string[]).includes('person'))
  }
})

test('E4: the copy asks for a fresh proof of who it is for', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  world.advance(11 * 60)

  const { status, body } = await browser.call('GET', '/auth/me/export')

  assert.deepEqual([status, body.code], [403, 'STEP_UP_REQUIRED'])
})
