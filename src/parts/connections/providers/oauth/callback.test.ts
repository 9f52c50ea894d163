import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCallback } from './callback.ts'
import { aProvider } from './scripted-http.fixture.ts'

const issuer = 'https://acme.test'
const reading = (query: string, provider = aProvider({ issuer })) =>
  readCallback(provider, new URLSearchParams(query))

test('a consent brings its code, and the scopes where the provider tells them there', () => {
  assert.deepEqual(reading('state=s&code=c&scope=read,write'), {
    kind: 'code',
    code: 'c',
    scope: 'read,write',
  })
  assert.deepEqual(reading('state=s&code=c'), { kind: 'code', code: 'c', scope: null })
})

test('a denial is told from a failure of the provider', () => {
  assert.deepEqual(reading('error=access_denied&state=s'), { kind: 'denied' })
  assert.deepEqual(reading('error=server_error&state=s'), { kind: 'failed', code: 'server_error' })
  assert.deepEqual(reading('error=%3Cscript%3E&state=s'), { kind: 'failed', code: 'unknown_error' })
  assert.deepEqual(reading('error=h4Zk9dQw2LpXv7&state=s'), { kind: 'failed', code: 'unknown_error' })
})

test('an answer of another issuer is refused, code or error', () => {
  for (const query of ['code=c&iss=https://evil.test', 'error=access_denied&iss=https://evil.test']) {
    assert.deepEqual(reading(query), { kind: 'refused', reason: 'issuer_differs' })
  }
  assert.equal(reading(`code=c&iss=${issuer}`).kind, 'code')
})

test('an issuer that was announced must be there', () => {
  const announcing = aProvider({ issuer, announcesIssuer: true })

  assert.deepEqual(reading('code=c', announcing), { kind: 'refused', reason: 'issuer_missing' })
  assert.equal(reading(`code=c&iss=${issuer}`, announcing).kind, 'code')
})

test('a parameter that comes twice is refused', () => {
  for (const query of [
    'code=a&code=b',
    'code=a&state=s&state=t',
    'code=a&iss=x&iss=y',
    'code=a&error=x&error=y',
  ]) {
    assert.deepEqual(reading(query), { kind: 'refused', reason: 'parameter_twice' })
  }
})

test('an answer without a code is none', () => {
  assert.deepEqual(reading('state=s'), { kind: 'refused', reason: 'no_code' })
  assert.deepEqual(reading('state=s&code='), { kind: 'refused', reason: 'no_code' })
})
