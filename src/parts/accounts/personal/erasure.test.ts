import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import pg from 'pg'
import { anEmptyDatabase, backupOf, restoreInto } from '../../../../tests/support/backups.ts'
import { aConnection } from '../../../../tests/support/cast.ts'
import { answered } from '../../../../tests/support/net.ts'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { type Log, type LogFields, loggable, silentLog } from '../../../kit/log.ts'
import type { Letter } from '../../../kit/mail.ts'
import { sha256 } from '../../../kit/hash.ts'
import { as } from '../../../kit/world.ts'
import { evidenceOf, link, verify } from '../../audit/index.ts'
import { deployment } from '../directory/store.ts'
import { mailsTo } from '../factors/factors.fixture.ts'
import { aPerson } from '../people/people.fixture.ts'
import { personOf } from '../people/person.ts'
import { browserWith, signedIn } from '../sessions/sessions.fixture.ts'
import { eraseJob, graceDays } from './erasure.ts'
import { aWholePerson, placesOf } from './personal.fixture.ts'

const graceSeconds = graceDays * 86_400
const features = { EMAIL_ENABLED: 'true', TWO_FACTOR_ENABLED: 'true', IMPERSONATION: 'true' }

/** The grace, then the fence, then the end a minute later. */
async function pastTheGrace(world: TestWorld): Promise<number> {
  world.advance(graceSeconds + 1)
  await eraseJob.run(world, 1000)
  world.advance(61)
  return eraseJob.run(world, 1000)
}

function written(): string[] {
  const lines: string[] = []
  for (const level of ['debug', 'info', 'warn', 'error'] as const satisfies (keyof Log)[])
    mock.method(silentLog, level, (message: string, fields?: LogFields) => {
      lines.push(`${level} ${message} ${JSON.stringify(loggable(fields))}`)
    })
  return lines
}

test('E4: after the erasure no table, no log and no restored backup names the person, and the log proves', async () => {
  const lines = written()
  const world = await testWorld({ environment: features })
  const ada = await aWholePerson(world)
  world.net.answers('POST https://strava.test/oauth/deauthorize', {})
  const before = await placesOf(world, ada.names)
  const oldBackup = await backupOf(world)
  const asked = await ada.browser.call('POST', '/auth/me/erase')
  assert.equal(asked.status, 200, JSON.stringify(asked.body))

  const erased = await pastTheGrace(world)

  mock.restoreAll()
  assert.equal(erased, 1)
  for (const name of ada.names)
    assert.ok(before.some((place) => place.includes(`: ${name}:`)) || name === ada.address)
  assert.deepEqual(await placesOf(world, ada.names), [])
  assert.deepEqual(
    lines.filter((line) => ada.names.some((name) => line.includes(name))),
    [],
  )
  await link(world, 1000)
  const proof = await verify(evidenceOf(as(world, { role: 'jobs' })))
  assert.deepEqual(proof.problems, [])
  assert.ok(proof.checked.entries > 10)
  const into = await anEmptyDatabase()
  const ledger = new Set([sha256(ada.personId).toString('hex')])
  await restoreInto(into, oldBackup, { erased: ledger })
  assert.deepEqual(await placesOf(into, ada.names), [])
})

test('E4: the account stays for seven days, and a sign-in meanwhile takes the erasure back', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const browser = await signedIn(world, ada)
  const other = await signedIn(world, ada)
  const asked = await browser.call('POST', '/auth/me/erase')
  world.advance(60)
  const again = await browser.call('POST', '/auth/me/erase')
  const whileAsked = [await browser.call('GET', '/auth/me'), await other.call('GET', '/auth/me')]
  world.advance(graceSeconds - 7200)
  await eraseJob.run(world, 1000)

  const back = await browserWith(world, '', []).call('POST', '/auth/login', {
    email: ada.address,
    password: ada.password,
  })

  assert.match(String(asked.body.eraseAt), /^2026-01-08T00:/)
  assert.equal(again.body.eraseAt, asked.body.eraseAt)
  assert.deepEqual(
    whileAsked.map(({ status }) => status),
    [200, 401],
  )
  assert.equal((whileAsked[0]!.body.user as { eraseAt: string }).eraseAt, asked.body.eraseAt)
  assert.deepEqual(await mailsTo(world, ada), ['erase_asked'])
  assert.equal(back.status, 200)
  assert.equal(await pastTheGrace(world), 0)
  assert.notEqual(await personOf(as(world, { role: 'app', accountId: ada.personId })), undefined)
})

test('E4: the session that asked for it takes it back, once', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const browser = await signedIn(world, ada)
  await browser.call('POST', '/auth/me/erase')

  const answers = [
    await browser.call('DELETE', '/auth/me/erase'),
    await browser.call('DELETE', '/auth/me/erase'),
  ]

  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [200, undefined],
      [409, 'ERASURE_NOT_ASKED'],
    ],
  )
  assert.equal(await pastTheGrace(world), 0)
})

test('E4: once it has begun nobody signs in, and the end waits for the minute in which keys are forgotten', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const browser = await signedIn(world, ada)
  await browser.call('POST', '/auth/me/erase')
  world.advance(graceSeconds + 1)

  const first = await eraseJob.run(world, 1000)
  const login = await browserWith(world, '', []).call('POST', '/auth/login', {
    email: ada.address,
    password: ada.password,
  })
  world.advance(30)
  const early = await eraseJob.run(world, 1000)
  const back = await (await operatorOf(world))('POST', `/api/people/${ada.personId}/enable`)
  world.advance(31)
  const last = await eraseJob.run(world, 1000)

  assert.deepEqual([first, early, last], [0, 0, 1])
  assert.deepEqual([login.status, login.body.code], [403, 'ACCOUNT_DISABLED'])
  assert.equal(back.body.code, 'PERSON_NOT_FOUND')
})

test('E4: a grant that cannot be ended yet holds the erasure up, and no longer than the provider is away', async () => {
  const world = await testWorld()
  const ada = await aPerson(world)
  const caller = { accountId: ada.personId, actor: { kind: 'person', id: ada.personId }, scopes: [] } as const
  await aConnection(world, caller, { expiresInSeconds: 30 * 86_400 })
  const revoked = world.net.answers('POST https://strava.test/oauth/deauthorize', answered(503, 'busy'), {})
  await (await signedIn(world, ada)).call('POST', '/auth/me/erase')

  const whileAway = await pastTheGrace(world)
  world.advance(3600)
  const ran = await world.app.runDue({ budgetMilliseconds: 30_000 })
  const after = await eraseJob.run(world, 1000)

  assert.equal(whileAway + ran[eraseJob.name]! + after, 1)
  assert.equal(revoked.calls.length, 2)
})

test('E4: the last mail goes to the address that nothing keeps any more', async () => {
  const letters: Letter[] = []
  const world = await testWorld({ mail: { send: async (letter) => void letters.push(letter) } })
  const ada = await aPerson(world)
  await (await signedIn(world, ada)).call('POST', '/auth/me/erase')
  await pastTheGrace(world)

  world.advance(10)
  await world.app.runDue({ budgetMilliseconds: 30_000 })

  assert.equal(letters.at(-1)?.to, ada.address)
  assert.match(letters.at(-1)!.subject, /was erased/)
  const { homeAccountId } = await deployment(world)
  const home = as(world, { role: 'app', accountId: homeAccountId })
  const left = await home.sql`select content from outgoing_mail where content is not null limit 1`
  assert.deepEqual(left, [])
})

test('E4: the address and the user name of who was erased are free for another', async () => {
  const world = await testWorld()
  const ada = await aPerson(world, { address: 'ada@example.org', username: 'ada' })
  await (await signedIn(world, ada)).call('POST', '/auth/me/erase')
  await pastTheGrace(world)

  const next = await aPerson(world, { address: 'ada@example.org', username: 'ada' })

  const person = await personOf(as(world, { role: 'app', accountId: next.personId }))
  assert.notEqual(next.personId, ada.personId)
  assert.equal(person?.username, 'ada')
})

test('the home account cannot be deleted, whatever asks for it', async () => {
  const world = await testWorld()
  const { homeAccountId } = await deployment(world)
  const home = as(world, { role: 'app', accountId: homeAccountId })

  const gone = await home.sql`delete from accounts where id = ${homeAccountId} returning id`

  assert.deepEqual(gone, [])
})

test('E4: the last mail is queued by the very transaction that erases, and once, however many processes erase', async () => {
  const world = await testWorld({ environment: features })
  const ada = await aPerson(world)
  await (await signedIn(world, ada)).call('POST', '/auth/me/erase')
  world.advance(graceSeconds + 1)
  await eraseJob.run(world, 1000)
  world.advance(61)
  const client = new pg.Client({ connectionString: world.ownerUrl })
  await client.connect()
  await client.query(`create function when_queued() returns trigger language plpgsql security definer as $$ begin
    if not exists (select from audit_entry where action = 'person.erased' and xmin::text = pg_current_xact_id()::text) then
      raise exception 'in another transaction'; end if; return new; end $$;
    create trigger when_queued before insert on outgoing_mail for each row execute function when_queued()`)
  await client.end()

  const erased = await Promise.all([eraseJob.run(world, 1000), eraseJob.run(world, 1000)])

  const { homeAccountId } = await deployment(world)
  const { sql } = as(world, { role: 'app', accountId: homeAccountId })
  assert.deepEqual(
    erased.toSorted((a, b) => a - b),
    [0, 1],
  )
  assert.deepEqual(await sql`select template from outgoing_mail limit 10`, [{ template: 'erased' }])
  assert.deepEqual(
    await sql`select count(*)::int as entries from audit_entry where action = 'person.erased' limit 10`,
    [{ entries: 1 }],
  )
})

test('E4: an address that was never proved gets no last mail, as it may be of somebody else', async () => {
  const world = await testWorld({ environment: features })
  const ada = await aPerson(world, { isVerified: false })
  await (await signedIn(world, ada)).call('POST', '/auth/me/erase')

  await pastTheGrace(world)

  const { homeAccountId } = await deployment(world)
  const { sql } = as(world, { role: 'app', accountId: homeAccountId })
  assert.deepEqual(await sql`select template from outgoing_mail limit 10`, [])
})
