import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { alice } from '../../../../tests/support/cast.ts'
import { unreachable } from '../../../../tests/support/net.ts'
import type { TestWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { aPersonalOperator } from '../operator/people/people.fixture.ts'
import { aPerson } from '../people/people.fixture.ts'
import { findByAddress } from '../people/person.ts'
import { findPassword } from '../passwords/store.ts'
import { endSessions } from '../sessions/end.ts'
import { signedIn } from '../sessions/sessions.fixture.ts'
import { callWith, clerkWorld } from './outside.fixture.ts'
import { aKey, aToken, issuer, jwksRequest } from './token.fixture.ts'

interface Me {
  id: string
  email: string | null
  emailVerified: boolean
}

/** Who a token makes known. */
async function meBy(world: TestWorld, token: string): Promise<Me> {
  const { status, body } = await callWith(world, token)
  assert.equal(status, 200, JSON.stringify(body))
  return body.user as Me
}

const tokenOf = (world: TestWorld, claims: Record<string, unknown> = {}) => aToken(world, { claims })
const writes = { method: 'POST', body: { vanityUrl: 'ada' } }

/** What the log of a person says. */
const logOf = async (world: TestWorld, accountId: string): Promise<string[]> =>
  (
    await as(world, { role: 'app', accountId }).sql<{ action: string }>`
      select action from audit_entry order by xid, id limit 100`
  ).map(({ action }) => action)

test('J6: the first token of somebody makes a person, those that follow find it', async () => {
  const world = await clerkWorld()

  const first = await meBy(world, await tokenOf(world))
  const again = await meBy(world, await tokenOf(world, { jti: 'two', sid: 'sess_2' }))
  const other = await meBy(world, await tokenOf(world, { sub: 'user_bob' }))

  assert.equal(first.email, null)
  assert.equal(again.id, first.id)
  assert.notEqual(other.id, first.id)
  assert.deepEqual(await logOf(world, first.id), ['person.came_from_outside'])
})

test('the operator finds a person by the subject at an issuer that is configured, and nobody by another’s', async () => {
  const other = { issuer: 'https://other.test', jwks: `${issuer}/.well-known/jwks.json`, audience: 'app' }
  const KEYHOLD_ISSUERS = JSON.stringify([other])
  const world = await clerkWorld({ environment: { KEYHOLD_ISSUERS } })
  const atBoth = [
    await meBy(world, await tokenOf(world, { sub: 'twin' })),
    await meBy(world, await tokenOf(world, { sub: 'twin', iss: other.issuer, aud: 'app', azp: undefined })),
  ]
  const later = await clerkWorld({ beside: world })

  const found = async (world: TestWorld, subject: string) => {
    const operator = await aPersonalOperator(world)
    const { body } = await operator.call('GET', `/api/people?subject=${subject}`)
    return (body.people as Me[]).map(({ id }) => id)
  }

  const [ofClerk, ofOther] = atBoth.map(({ id }) => id)
  assert.deepEqual(await found(world, 'twin'), [ofClerk, ofOther])
  assert.deepEqual(await found(later, 'twin'), [ofClerk])
  assert.deepEqual(await found(world, 'TWIN'), [])
})

test('J6: who came by a token has no password', async () => {
  const world = await clerkWorld()

  const { id } = await meBy(world, await tokenOf(world, { email: 'ada@example.org', email_verified: true }))

  assert.equal(await findPassword(world, id), undefined)
})

test('J6: twenty first requests at once make one person', async () => {
  const world = await clerkWorld()
  const token = await tokenOf(world)

  const seen = await Promise.all(Array.from({ length: 20 }, () => meBy(world, token)))

  assert.equal(new Set(seen.map(({ id }) => id)).size, 1)
  assert.deepEqual(await logOf(world, seen[0]!.id), ['person.came_from_outside'])
})

test('J6: who shares an address with a person here is not that person, and is told no address', async () => {
  const world = await clerkWorld()
  const { personId, address } = await aPerson(world)

  const me = await meBy(world, await tokenOf(world, { email: address, email_verified: true }))

  assert.notEqual(me.id, personId)
  assert.equal(me.email, null)
  assert.equal(await findByAddress(world, address), personId)
})

test('J6: an address counts as proved only where an issuer that is believed says so', async () => {
  const own = { issuer: 'https://other.test', jwks: `${issuer}/.well-known/jwks.json`, audience: 'app' }
  const world = await clerkWorld({ environment: { KEYHOLD_ISSUERS: JSON.stringify([own]) } })
  const told = (claims: Record<string, unknown>) =>
    tokenOf(world, { email: `${claims.sub}@example.org`, ...claims })
  const ofOther = { iss: own.issuer, aud: 'app', azp: undefined }

  const proved = await meBy(world, await told({ sub: 'one', email_verified: true }))
  const unsaid = await meBy(world, await told({ sub: 'two' }))
  const inText = await meBy(world, await told({ sub: 'three', email_verified: 'true' }))
  const unbelieved = await meBy(world, await told({ sub: 'four', email_verified: true, ...ofOther }))
  const odd = await meBy(world, await told({ sub: 'five', email: 'no address', email_verified: true }))

  assert.deepEqual([proved.email, proved.emailVerified], ['one@example.org', true])
  for (const { emailVerified } of [unsaid, inText, unbelieved]) assert.equal(emailVerified, false)
  assert.equal(unbelieved.email, 'four@example.org')
  assert.equal(odd.email, null)
})

test('J3: the same subject at two issuers is two people', async () => {
  const own = { issuer: 'https://other.test', jwks: `${issuer}/.well-known/jwks.json`, audience: 'app' }
  const world = await clerkWorld({ environment: { KEYHOLD_ISSUERS: JSON.stringify([own]) } })

  const atClerk = await meBy(world, await tokenOf(world))
  const atOther = await meBy(world, await tokenOf(world, { iss: own.issuer, aud: 'app' }))

  assert.notEqual(atClerk.id, atOther.id)
})

test('J5: each refusal says its code and nothing of what was wrong', async () => {
  const world = await clerkWorld()
  const now = Math.floor(world.now().getTime() / 1000)
  const good = await tokenOf(world)
  const codeOf = async (token: string) => {
    const { status, code, body } = await callWith(world, token)
    assert.equal(status, 401)
    assert.doesNotMatch(JSON.stringify(body), /azp|signature|kid|clerk\.test|user_ada/)
    return code
  }

  assert.equal(await codeOf(`${good}=`), 'INVALID_TOKEN')
  assert.equal(await codeOf(await aToken(world, { header: { jku: 'https://evil.test' } })), 'INVALID_TOKEN')
  assert.equal(await codeOf(await tokenOf(world, { azp: 'https://evil.test' })), 'AUTH_FAILED')
  assert.equal(await codeOf(await tokenOf(world, { iss: 'https://evil.test' })), 'AUTH_FAILED')
  assert.equal(await codeOf(await aToken(world, { header: { typ: 'at+jwt' } })), 'AUTH_FAILED')
  assert.equal(await codeOf(await tokenOf(world, { sid: undefined })), 'AUTH_FAILED')
  assert.equal(await codeOf(await tokenOf(world, { exp: now - 60, iat: now - 120 })), 'TOKEN_EXPIRED')
  assert.equal(await codeOf(' '), 'MISSING_TOKEN')
  assert.deepEqual(world.net.unforeseen, [])
})

test('a token that cannot be looked at, as the issuer is away, is no refusal of its bearer', async () => {
  const world = await clerkWorld()
  world.net.answers(jwksRequest, unreachable)

  const { status, code, body } = await callWith(world, await tokenOf(world))

  assert.deepEqual([status, code, body.retryAfter], [503, 'ISSUER_UNAVAILABLE', 5])
})

test('J7: tokens that were issued before a person ended all sessions count no more', async () => {
  const world = await clerkWorld()
  const now = Math.floor(world.now().getTime() / 1000)
  const before = await tokenOf(world)
  const { id } = await meBy(world, before)
  // By the clock of an issuer that is ahead of ours.
  const fromAhead = await tokenOf(world, { iat: now + 4 })
  await transaction(as(world, { role: 'app', accountId: id }), (world) =>
    endSessions(world, id, { reason: 'ended_by_person' }),
  )

  const after = await callWith(world, before)
  const inDoubt = await callWith(world, fromAhead)
  world.advance(6)
  const next = await callWith(world, await tokenOf(world))

  assert.deepEqual([after.code, inDoubt.code, next.status], ['AUTH_FAILED', 'AUTH_FAILED', 200])
})

test('a person who is disabled is let in by no token', async () => {
  const world = await clerkWorld()
  const { id } = await meBy(world, await tokenOf(world))
  await as(world, { role: 'app', accountId: id }).sql`
    update person set disabled_at = ${world.now()} where account_id = ${id}`

  const { status, code } = await callWith(world, await tokenOf(world))

  assert.deepEqual([status, code], [403, 'ACCOUNT_DISABLED'])
})

test('C15: a token writes without a CSRF token, and a cookie beside it counts for nothing', async () => {
  const world = await clerkWorld()
  const browser = await signedIn(world, await aPerson(world))
  const token = await tokenOf(world)

  const written = await callWith(world, token, '/profiles', writes)
  const beside = await callWith(world, token, '/auth/me', { headers: { cookie: browser.cookie() } })
  const spoilt = await callWith(world, `${token}x`, '/auth/me', { headers: { cookie: browser.cookie() } })

  assert.equal(written.status, 201, JSON.stringify(written.body))
  assert.equal((beside.body.user as Me).id, (await meBy(world, token)).id)
  assert.equal(spoilt.status, 401)
})

test("Clerk's own cookie lets nobody in", async () => {
  const world = await clerkWorld()
  const cookie = `__session=${await tokenOf(world)}`

  assert.equal((await callWith(world, null, '/auth/me', { headers: { cookie } })).code, 'UNAUTHENTICATED')
})

test('an API key beside a token counts, and an API key alone is looked at as ever', async () => {
  const world = await clerkWorld()
  const { key } = await alice(world)
  const path = '/api/connections'

  const beside = await callWith(world, 'eyJ.not.good', path, { headers: { 'x-api-key': key } })
  const alone = await callWith(world, key, path)

  assert.deepEqual([beside.status, alone.status], [200, 200])
})

test('somebody who is let act for a person reads alone, and the log says that it was so', async () => {
  const world = await clerkWorld()
  const acting = { act: { iss: 'https://dashboard.clerk.test', sub: 'user_support' } }
  const { id } = await meBy(world, await tokenOf(world))

  const read = await callWith(world, await tokenOf(world, acting), '/api/connections')
  const written = await callWith(world, await tokenOf(world, acting), '/profiles', writes)
  const wide = await callWith(world, await tokenOf(world, { act: 'anything' }), '/profiles', writes)

  assert.equal(read.status, 200)
  assert.deepEqual([written.code, wide.code], ['ACTING_READS_ONLY', 'ACTING_READS_ONLY'])
  // Once for each issuer that lets somebody act: the last named none.
  assert.deepEqual(await logOf(world, id), [
    'person.came_from_outside',
    'person.acted_for',
    'person.acted_for',
  ])
})

async function asOwner({ ownerUrl }: TestWorld, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  await client.query(statement)
  await client.end()
}

test('who is let act for a person is let in only once the log says so, and by which issuer', async () => {
  const world = await clerkWorld()
  const acting = { act: { iss: 'https://dashboard.clerk.test', sub: 'user_support' } }
  const { id } = await meBy(world, await tokenOf(world))
  const read = async () => {
    const { status, code } = await callWith(world, await tokenOf(world, acting), '/api/connections')
    return code ?? status
  }

  await asOwner(world, 'revoke insert on audit_entry from keyhold_audit')
  const unwritten = [await read(), await read()]
  await asOwner(world, 'grant insert on audit_entry to keyhold_audit')
  const written = await Promise.all([read(), read(), read()])

  assert.deepEqual(unwritten, ['AUDIT_UNAVAILABLE', 'AUDIT_UNAVAILABLE'])
  assert.deepEqual(written, [200, 200, 200])
  const told = await as(world, { role: 'app', accountId: id }).sql<{ detail: string }>`
    select detail from audit_entry where action = 'person.acted_for' limit 10`
  assert.deepEqual(
    told.map(({ detail }) => JSON.parse(detail) as unknown),
    [{ issuer: 'https://dashboard.clerk.test' }],
  )
})

test('D7: what needs a fresh proof is done with a token only where the issuer says that it was given a moment ago', async () => {
  const world = await clerkWorld()
  const now = Math.floor(world.now().getTime() / 1000)
  const codeBy = async (claims: Record<string, unknown>) =>
    (await callWith(world, await tokenOf(world, claims), '/auth/logout-others', { method: 'POST' })).code

  for (const stale of [
    { fva: [11, -1] },
    { fva: undefined },
    { fva: [-1, -1] },
    { fva: 'now' },
    { fva: undefined, auth_time: now - 700 },
  ])
    assert.equal(await codeBy(stale), 'STEP_UP_REQUIRED', JSON.stringify(stale))
  assert.equal(await codeBy({ fva: undefined, auth_time: now - 60 }), undefined)
})

test('no token makes an operator, not even of a person who is one', async () => {
  const world = await clerkWorld()
  const { id } = await meBy(world, await tokenOf(world))
  await as(world, { role: 'app', accountId: id })
    .sql`update person set is_operator = true where account_id = ${id}`
  const { accountId } = await alice(world)

  const { code } = await callWith(world, await tokenOf(world), '/api/overview', {
    headers: { 'keyhold-account': accountId },
  })

  assert.equal(code, 'ACCOUNT_NOT_YOURS')
})

test('where no issuer is configured a token is a stranger', async () => {
  const world = await clerkWorld({ environment: { CLERK_PUBLIC_KEY: '' } })

  assert.equal((await callWith(world, await tokenOf(world))).code, 'UNAUTHENTICATED')
  assert.deepEqual(world.net.unforeseen, [])
})

test('J4: a PEM lets people in without a call', async () => {
  const { pem } = await aKey()
  const world = await clerkWorld({ environment: { CLERK_PUBLIC_KEY: pem, CLERK_ISSUER: issuer } })

  await meBy(world, await tokenOf(world))

  assert.equal(world.jwks.calls.length, 0)
})
