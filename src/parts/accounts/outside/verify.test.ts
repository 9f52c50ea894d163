import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { Fault } from '../../../kit/fault.ts'
import { bareWorld, clerkStandIn, jwksOf } from './bare-world.fixture.ts'
import type { TrustedIssuer } from './issuer.ts'
import { aKey, aToken, type TokenOptions } from './token.fixture.ts'
import { readToken } from './token-form.ts'
import { verifyToken } from './verify.ts'

/** What becomes of a token: `ok`, or the code of the fault. */
async function outcomeOf(token: string, trusted: Partial<TrustedIssuer> = {}): Promise<string> {
  const { world, net } = bareWorld()
  net.answers('GET https://clerk.test/.well-known/jwks.json', jwksOf(await aKey()))
  const read = readToken(token)
  if (!read) return 'INVALID_TOKEN'
  try {
    await verifyToken(world, { ...clerkStandIn, ...trusted }, read)
    return 'ok'
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return error.code
  }
}

const { world } = bareWorld()
const now = world.now().getTime() / 1000
const token = (options: TokenOptions = {}) => aToken(world, options)
const saying = (claims: Record<string, unknown>) => token({ claims })
const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

test('J3: a good token is taken, with and without `azp`', async () => {
  assert.equal(await outcomeOf(await token()), 'ok')
  assert.equal(await outcomeOf(await saying({ azp: undefined })), 'ok')
})

test('J1: `none` is refused, whatever its case, with and without a signature', async () => {
  const claims = encoded({ iss: 'https://clerk.test', sub: 'ada', iat: now, exp: now + 60 })

  for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
    assert.notEqual(await outcomeOf(`${encoded({ alg })}.${claims}.`), 'ok')
    assert.equal(await outcomeOf(`${encoded({ alg })}.${claims}.c2ln`), 'AUTH_FAILED')
  }
})

test('J1: a MAC made with the public key, which everybody has, is refused', async () => {
  const { pem, id } = await aKey()
  const claims = encoded({ iss: 'https://clerk.test', sub: 'ada', iat: now, exp: now + 60 })

  for (const [alg, hash] of [
    ['HS256', 'sha256'],
    ['HS384', 'sha384'],
    ['HS512', 'sha512'],
  ] as const) {
    const signed = `${encoded({ alg, kid: id })}.${claims}`
    const mac = createHmac(hash, pem).update(signed).digest('base64url')
    assert.equal(await outcomeOf(`${signed}.${mac}`), 'AUTH_FAILED')
  }
})

test('J1: a way of signing that the issuer is not listed with is refused, though its key is shown', async () => {
  const key = await aKey('key-1', 'ES256')
  const { world, net } = bareWorld()
  net.answers('GET https://clerk.test/.well-known/jwks.json', jwksOf(key))
  const signed = readToken(await token({ key, header: { alg: 'ES256' } }))!

  await assert.rejects(verifyToken(world, clerkStandIn, signed), { code: 'AUTH_FAILED' })
  await verifyToken(world, { ...clerkStandIn, algorithms: ['ES256'] }, signed)
})

test('J1: a token signed by the key that it brings along is refused', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const claims = encoded({ iss: 'https://clerk.test', sub: 'ada', iat: now, exp: now + 60 })
  const header = { alg: 'RS256', kid: 'key-1' }

  for (const brought of [{ jwk: publicKey.export({ format: 'jwk' }) }, {}]) {
    const signed = `${encoded({ ...header, ...brought })}.${claims}`
    const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url')
    assert.notEqual(await outcomeOf(`${signed}.${signature}`), 'ok')
  }
})

test('J3: one letter more in the claims, or another signature, is refused', async () => {
  const [header, , signature] = (await token()).split('.') as [string, string, string]
  const other = encoded({ iss: 'https://clerk.test', sub: 'user_bob', iat: now, exp: now + 60 })

  assert.equal(await outcomeOf(`${header}.${other}.${signature}`), 'AUTH_FAILED')
})

test('J3: an issuer that is written another way is another issuer', async () => {
  for (const iss of ['https://clerk.test/', 'https://CLERK.test', 'http://clerk.test', undefined, 7])
    assert.equal(await outcomeOf(await saying({ iss })), 'AUTH_FAILED', String(iss))
})

test('J3: a clock that is 5 s off will do, and one that is further off will not', async () => {
  assert.equal(await outcomeOf(await saying({ exp: now - 4 })), 'ok')
  assert.equal(await outcomeOf(await saying({ exp: now - 6 })), 'TOKEN_EXPIRED')
  assert.equal(await outcomeOf(await saying({ nbf: now + 5 })), 'ok')
  assert.equal(await outcomeOf(await saying({ nbf: now + 6 })), 'AUTH_FAILED')
  assert.equal(await outcomeOf(await saying({ iat: now + 5 })), 'ok')
  assert.equal(await outcomeOf(await saying({ iat: now + 6 })), 'AUTH_FAILED')
})

test('J5: that a token is too old is told only of one that was good', async () => {
  const stale = { exp: now - 600, iat: now - 660 }
  const forger = await aKey('forger')

  assert.equal(await outcomeOf(await saying(stale)), 'TOKEN_EXPIRED')
  assert.equal(
    await outcomeOf(await token({ key: { ...forger, id: 'key-1' }, claims: stale })),
    'AUTH_FAILED',
  )
})

test('J3: a token without an end, a beginning or a subject is refused', async () => {
  for (const claims of [
    { exp: undefined },
    { exp: 'tomorrow' },
    { iat: undefined },
    { iat: '1' },
    { sub: undefined },
    { sub: '' },
    { sub: 7 },
    { sub: 'a\0b' },
  ])
    assert.equal(await outcomeOf(await saying(claims)), 'AUTH_FAILED', JSON.stringify(claims))
})

test('J3: `azp` must be one of our pages to the letter', async () => {
  for (const azp of [
    'https://evil.test',
    'http://localhost:5173/',
    'http://localhost',
    '',
    null,
    7,
    ['http://localhost:5173'],
  ])
    assert.equal(await outcomeOf(await saying({ azp })), 'AUTH_FAILED', JSON.stringify(azp))
})

test('J3: a token must be for us where an audience is configured', async () => {
  const trusted = { audience: ['keyhold', 'other'], authorizedParties: [] }

  assert.equal(await outcomeOf(await saying({ aud: 'keyhold' }), trusted), 'ok')
  assert.equal(await outcomeOf(await saying({ aud: ['else', 'other'] }), trusted), 'ok')
  for (const aud of [undefined, 'Keyhold', ['else'], [], 'keyhold ', 7])
    assert.equal(await outcomeOf(await saying({ aud }), trusted), 'AUTH_FAILED', JSON.stringify(aud))
})

test('J3: where only `azp` says whom a token is for, one without it is refused', async () => {
  assert.equal(await outcomeOf(await saying({ azp: undefined }), { mayLackParty: false }), 'AUTH_FAILED')
})

test("J3: a session of Clerk's with tasks left is not signed in yet", async () => {
  assert.equal(await outcomeOf(await saying({ sts: 'active' })), 'ok')
  assert.equal(await outcomeOf(await saying({ sts: 'pending' })), 'AUTH_FAILED')
})

test("J3: of Clerk's tokens those of a session alone are taken, none for a program, a machine or a template", async () => {
  for (const typ of ['at+jwt', 'application/AT+JWT'])
    assert.equal(await outcomeOf(await token({ header: { typ } })), 'AUTH_FAILED', typ)
  for (const sid of [undefined, '', null, 7, ['sess_1']])
    assert.equal(await outcomeOf(await saying({ sid })), 'AUTH_FAILED', JSON.stringify(sid))
})

test('J3: an issuer that says whom its tokens are for may give them to programs, and without a session', async () => {
  const trusted = { audience: ['keyhold'], sessionsAlone: false }
  const options = { claims: { aud: 'keyhold', sid: undefined }, header: { typ: 'at+jwt' } }

  assert.equal(await outcomeOf(await token(options), trusted), 'ok')
})

test('a token that is bound to a key is no bearer token', async () => {
  assert.equal(await outcomeOf(await saying({ cnf: { jkt: 'x' } })), 'AUTH_FAILED')
})
