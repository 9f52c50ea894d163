import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorizeUrl, codeChallengeOf } from './authorize-url.ts'
import { aProvider, app } from './scripted-http.fixture.ts'

const request = { redirectUri: 'https://keyhold.test/acme/callback?a=b&c', scopes: [], state: 'st&te' }

test('the browser is sent with client, redirect, state and scopes, each encoded', () => {
  const provider = aProvider({
    authorizeUrl: 'https://acme.test/authorize?tenant=1',
    scopes: { separator: ',', default: ['read', 'activity:read_all'] },
    authorizeParameters: { approval_prompt: 'auto' },
  })

  const url = authorizeUrl(provider, app, request)

  assert.equal(
    url.href,
    'https://acme.test/authorize?tenant=1&approval_prompt=auto&response_type=code&client_id=client' +
      '&redirect_uri=https%3A%2F%2Fkeyhold.test%2Facme%2Fcallback%3Fa%3Db%26c&scope=read%2Cactivity%3Aread_all&state=st%26te',
  )
})

test('scopes asked for replace the default, and what is always needed stays, each once', () => {
  const provider = aProvider({ scopes: { parameter: 'user_scope', always: ['openid'], default: ['read'] } })

  const url = authorizeUrl(provider, app, { ...request, scopes: ['write', 'openid'] })

  assert.equal(url.searchParams.get('user_scope'), 'openid write')
  assert.equal(url.searchParams.get('scope'), null)
})

test('without any scope none is named', () => {
  assert.equal(authorizeUrl(aProvider(), app, request).searchParams.has('scope'), false)
})

test('a code challenge goes wherever it is taken, always as S256, and nowhere else', () => {
  const taking = authorizeUrl(aProvider({ pkce: true }), app, { ...request, codeChallenge: 'challenge' })
  const other = authorizeUrl(aProvider({ pkce: false }), app, { ...request, codeChallenge: 'challenge' })

  assert.equal(taking.searchParams.get('code_challenge'), 'challenge')
  assert.equal(taking.searchParams.get('code_challenge_method'), 'S256')
  assert.equal(other.searchParams.has('code_challenge'), false)
})

test('a challenge or nonce that the provider takes cannot be forgotten', () => {
  const openid = aProvider({ openid: true, issuer: 'https://acme.test' })

  assert.throws(() => authorizeUrl(aProvider({ pkce: true }), app, request), /code challenge/)
  assert.throws(() => authorizeUrl(openid, app, request), /nonce/)
  assert.equal(authorizeUrl(openid, app, { ...request, nonce: 'n' }).searchParams.get('nonce'), 'n')
})

test('a response mode is asked for only where the entry names one', () => {
  assert.equal(authorizeUrl(aProvider(), app, request).searchParams.has('response_mode'), false)
  const posting = authorizeUrl(aProvider({ responseMode: 'form_post' }), app, request)
  assert.equal(posting.searchParams.get('response_mode'), 'form_post')
})

test('the challenge of RFC 7636, appendix B', async () => {
  const challenge = await codeChallengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')

  assert.equal(challenge, 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
})
