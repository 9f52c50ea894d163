import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { minutesAfter } from '../../../../kit/duration.ts'
import { anIdToken } from './id-token.fixture.ts'
import { idTokenClaims, type IdTokenExpectation } from './id-token.ts'
import { noon } from './scripted-http.fixture.ts'

const claims = { iss: 'https://acme.test', aud: 'client', sub: 'user-1', nonce: 'n' }
const expectation: IdTokenExpectation = {
  issuer: 'https://acme.test',
  clientId: 'client',
  nonce: 'n',
  now: noon,
}

const accepts = async (token: string, changes: Partial<IdTokenExpectation> = {}) =>
  (await idTokenClaims(token, { ...expectation, ...changes })) !== null

test('a token for this client, issuer and nonce is accepted, with all its claims', async () => {
  const accepted = await idTokenClaims(anIdToken({ ...claims, email: 'a@acme.test' }), expectation)

  assert.equal(accepted?.sub, 'user-1')
  assert.equal(accepted?.email, 'a@acme.test')
})

test('a token of several audiences is accepted only when we are the party it was made for', async () => {
  assert.equal(await accepts(anIdToken({ ...claims, aud: ['client', 'other'], azp: 'client' })), true)
  assert.equal(await accepts(anIdToken({ ...claims, aud: ['client', 'other'], azp: 'other' })), false)
})

test('a tenant’s issuer is the pattern with the token’s own tenant', async () => {
  const issuer = 'https://login.test/{tenantid}/v2.0'
  const of = (tid: unknown, iss: string) => accepts(anIdToken({ ...claims, tid, iss }), { issuer })

  assert.equal(await of('t-1', 'https://login.test/t-1/v2.0'), true)
  assert.equal(await of('t-1', 'https://login.test/t-2/v2.0'), false)
  assert.equal(await of('../evil', 'https://login.test/../evil/v2.0'), false)
  assert.equal(await of(undefined, 'https://login.test/{tenantid}/v2.0'), false)
})

const refused: Record<string, string> = {
  'another issuer': anIdToken({ ...claims, iss: 'https://evil.test' }),
  'another audience': anIdToken({ ...claims, aud: 'other' }),
  'another nonce': anIdToken({ ...claims, nonce: 'other' }),
  'no nonce': anIdToken({ ...claims, nonce: undefined }),
  'no subject': anIdToken({ ...claims, sub: undefined }),
  'no expiry': anIdToken({ ...claims, exp: undefined }),
  'no time of issue': anIdToken({ ...claims, iat: undefined }),
  'an algorithm of none': anIdToken(claims, { alg: 'none' }),
  'critical extensions': anIdToken(claims, { alg: 'RS256', crit: ['x'] }),
  'five parts': 'a.b.c.d.e',
  nothing: '',
}
for (const [what, token] of Object.entries(refused)) {
  test(`a token with ${what} is refused`, async () => {
    assert.equal(await accepts(token), false)
  })
}

test('a nonce that nobody asked for is refused', async () => {
  assert.equal(await accepts(anIdToken(claims), { nonce: undefined }), false)
  assert.equal(await accepts(anIdToken({ ...claims, nonce: undefined }), { nonce: undefined }), true)
})

test('times are judged by the clock handed in, five minutes either way', async () => {
  const token = anIdToken(claims)

  assert.equal(await accepts(token, { now: minutesAfter(noon, 64) }), true)
  assert.equal(await accepts(token, { now: minutesAfter(noon, 66) }), false)
  assert.equal(await accepts(token, { now: minutesAfter(noon, -4) }), true)
  assert.equal(await accepts(token, { now: minutesAfter(noon, -6) }), false)
})

test('any text is survived', async () => {
  const part = fc.oneof(
    fc.string(),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
      assert.equal(await accepts(parts.join('.')), false)
    }),
  )
})
