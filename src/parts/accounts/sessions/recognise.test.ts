import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { uuidv7 } from '../../../kit/id.ts'
import type { Sql } from '../../../kit/sql.ts'
import { as } from '../../../kit/world.ts'
import { deployment } from '../directory/store.ts'
import { makeOperatorLink } from '../operator/session.ts'
import { aPerson } from '../people/people.fixture.ts'
import { recognisePerson } from './recognise.ts'
import { askedWith, signedIn } from './sessions.fixture.ts'

/** Tells of every statement. */
function watched(sql: Sql, told: (text: string) => void): Sql {
  const run = ((text: TemplateStringsArray, ...values: unknown[]) => {
    told(text.join('?'))
    return sql(text, ...values)
  }) as Sql
  return Object.assign(run, {
    as: (context: Parameters<Sql['as']>[0]) => watched(sql.as(context), told),
    transaction: () => assert.fail('no transaction is needed'),
  })
}

test('C10: each request looks its session up anew, in one statement', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world))
  const statements: string[] = []
  const other = await testWorld({ beside: world })
  const seen = { ...other, sql: watched(other.sql, (text) => statements.push(text)) }
  const asked = askedWith({ cookie: browser.cookie() })

  const callers = [await recognisePerson(seen, asked), await recognisePerson(seen, asked)]

  assert.ok(callers.every((caller) => caller?.person?.sessionId === browser.sessionId))
  assert.equal(statements.length, 2)
  assert.ok(statements.every((text) => text.includes('sessions_find')))
})

test('a cookie that we never made costs no statement', async () => {
  const world = await testWorld()
  const seen = { ...world, sql: watched(world.sql, () => assert.fail('no statement is needed')) }

  assert.equal(
    await recognisePerson(seen, askedWith({ cookie: `__Host-kh_session=${'A'.repeat(91)}` })),
    undefined,
  )
})

test('a person acts for the own account with fixed scopes, and never with all', async () => {
  const world = await testWorld()
  const person = await aPerson(world, { isOperator: true })
  const browser = await signedIn(world, person)

  const caller = await recognisePerson(world, askedWith({ cookie: browser.cookie() }))

  assert.equal(caller?.accountId, person.personId)
  assert.deepEqual(caller?.actor, { kind: 'person', id: person.personId })
  assert.ok(caller?.scopes.includes('connections:write') && !caller.scopes.includes('*'))
  assert.equal(caller?.byCookie, true)
})

test('a person acts for a team by the role in it, and for no other account', async () => {
  const world = await testWorld()
  const [person, stranger] = [await aPerson(world), await aPerson(world)]
  const team = uuidv7(world)
  const teamSql = as(world, { role: 'app', accountId: team }).sql
  await teamSql`insert into accounts (id, kind, name, log_account, created_at) values (${team}, 'team', 'Team', ${uuidv7(world)}, ${world.now()})`
  await teamSql`insert into membership (account_id, person_id, role, created_at) values (${team}, ${person.personId}, 'viewer', ${world.now()})`
  const act = async (who: { personId: string }, account: string) =>
    recognisePerson(
      world,
      askedWith({ cookie: (await signedIn(world, who)).cookie(), 'keyhold-account': account }),
    )
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))

  const caller = await act(person, team)

  assert.deepEqual(
    [caller?.accountId, caller?.scopes],
    [team, ['connections:read', 'data:read', 'audit:read']],
  )
  for (const [who, account] of [
    [stranger, team],
    [person, homeAccountId],
    [person, stranger.personId],
    [person, 'nonsense'],
  ] as const)
    await assert.rejects(act(who, account), { code: 'ACCOUNT_NOT_YOURS' })
})

test('a person who looks after the deployment acts for its home account as the operator, when it says so', async () => {
  const world = await testWorld()
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  const browser = await signedIn(world, await aPerson(world, { isOperator: true }))

  const [own, home] = [
    await browser.call('GET', '/api/overview'),
    await browser.call('GET', '/api/overview', undefined, { 'keyhold-account': homeAccountId }),
  ]

  assert.deepEqual([own.status, home.status], [403, 200])
})

test('who has not proved the address is recognised as such, unless none is to be proved', async () => {
  for (const [EMAIL_ENABLED, isVerified] of [
    ['true', false],
    ['false', true],
  ] as const) {
    const world = await testWorld({ environment: { EMAIL_ENABLED } })
    const browser = await signedIn(world, await aPerson(world, { isVerified: false }))

    const caller = await recognisePerson(world, askedWith({ cookie: browser.cookie() }))

    assert.equal(caller?.person?.isVerified, isVerified)
  }
})

test('a browser that is signed in as the operator and as a person is the person where people see to themselves', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const browser = await signedIn(world, person)
  const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })
  const csrfOfPerson = browser.csrf
  await browser.call('POST', '/api/operator/session', { token: secret })

  const [me, overview] = [await browser.call('GET', '/auth/me'), await browser.call('GET', '/api/overview')]
  const logout = await browser.call('POST', '/auth/logout', undefined, { 'x-csrf-token': csrfOfPerson })

  assert.deepEqual([me.status, overview.status, logout.status], [200, 200, 200])
  assert.equal((me.body.user as { id: string }).id, person.personId)
})

test('sessions that are asked for in the same moment go in one statement, and each caller gets the own one', async () => {
  const world = await testWorld()
  const people = [await aPerson(world), await aPerson(world), await aPerson(world)]
  const browsers = []
  for (const person of people) browsers.push(await signedIn(world, person))
  const cookies = browsers.map((browser) => browser.cookie())
  await browsers[1]!.call('POST', '/auth/logout')
  const other = await testWorld({ beside: world })
  const statements: string[] = []
  const seen = { ...other, sql: watched(other.sql, (text) => statements.push(text)) }

  const callers = await Promise.all(cookies.map((cookie) => recognisePerson(seen, askedWith({ cookie }))))

  assert.deepEqual(
    callers.map((caller) => caller?.person?.personId),
    [people[0]!.personId, undefined, people[2]!.personId],
  )
  assert.equal(statements.length, 1)
})
