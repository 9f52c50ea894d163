import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isTokenLike, readToken } from './token-form.ts'

const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const claims = { iss: 'https://clerk.test', sub: 'ada' }
const withHeader = (header: Record<string, unknown>): string =>
  `${encoded({ alg: 'RS256', ...header })}.${encoded(claims)}.c2ln`

test('J2: a token of three parts is read', () => {
  assert.deepEqual(readToken(withHeader({ kid: 'one', typ: 'JWT', oiat: 1 })), {
    text: withHeader({ kid: 'one', typ: 'JWT', oiat: 1 }),
    algorithm: 'RS256',
    keyId: 'one',
    issuer: 'https://clerk.test',
    isAccessToken: false,
  })
})

test('J2: a token for a program is told from others, however its kind is written', () => {
  for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt'])
    assert.equal(readToken(withHeader({ typ }))?.isAccessToken, true, typ)
  for (const typ of ['JWT', 'application/jwt', undefined])
    assert.equal(readToken(withHeader({ typ }))?.isAccessToken, false, typ)
})

test('J2: blanks, padding, line breaks and stray bits in a part are refused, wherever they are', () => {
  const [header, payload, signature] = withHeader({}).split('.') as [string, string, string]

  for (const spoilt of [
    ` ${header}.${payload}.${signature}`,
    `${header}.${payload}.${signature} `,
    `${header}.${payload}.${signature}\n`,
    `${header} .${payload}.${signature}`,
    `${header}.${payload.slice(0, 4)} ${payload.slice(4)}.${signature}`,
    `${header}=.${payload}.${signature}`,
    `${header}.${payload}==.${signature}`,
    `${header}.${payload}.c2k=`,
    `${header}.${payload}.c+/=`,
    `${header}.${payload}.c2l`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${header}.${payload}.${signature}.${signature}.${signature}`,
  ])
    assert.equal(readToken(spoilt), undefined, JSON.stringify(spoilt))
})

test('J2: no other text than a token itself is read as that token', () => {
  const token = withHeader({ kid: 'one' })
  fc.assert(
    fc.property(fc.nat(token.length), fc.string({ minLength: 1, maxLength: 3 }), (at, put) => {
      const read = readToken(token.slice(0, at) + put + token.slice(at))
      assert.ok(read === undefined || read.text !== token)
    }),
  )
})

test('J2: a token of more than 8 KiB is refused', () => {
  const long = `${encoded({ alg: 'RS256' })}.${encoded({ ...claims, more: 'x'.repeat(6200) })}.c2ln`

  assert.ok(long.length > 8192)
  assert.equal(readToken(long), undefined)
})

test('J1: a header that brings a key along, or asks for what is not known, is refused', () => {
  const key = { kty: 'RSA', n: 'AQ', e: 'AQAB' }

  for (const header of [
    { jwk: key },
    { jku: 'https://evil.test/jwks.json' },
    { x5u: 'https://evil.test/cert' },
    { x5c: ['MII'] },
    { crit: ['exp'] },
    { crit: [] },
    { b64: false },
    { zip: 'DEF' },
    { alg: '' },
    { alg: null },
    { alg: ['RS256'] },
    { kid: 7 },
    { kid: 'x'.repeat(201) },
    { typ: 'logout+jwt' },
    { typ: 'dpop+jwt' },
    { typ: 1 },
  ])
    assert.equal(readToken(withHeader(header)), undefined, JSON.stringify(header))
})

test('parts that are no JSON objects in UTF-8 are refused', () => {
  const bytes = (...values: number[]) => Buffer.from(values).toString('base64url')

  for (const part of ['W10', encoded('text'), encoded(null), encoded(1), bytes(0x7b, 0xff, 0x7d), 'AAAA']) {
    assert.equal(readToken(`${part}.${encoded(claims)}.c2ln`), undefined, part)
    assert.equal(readToken(`${encoded({ alg: 'RS256' })}.${part}.c2ln`), undefined, part)
  }
})

test('an API key, and a secret with dots in it, do not look like a token', () => {
  for (const text of ['kh_live_abc', 'my.internal.secret', 'eyJhbGciOi', 'a.b.c'])
    assert.equal(isTokenLike(text), false, text)
})
