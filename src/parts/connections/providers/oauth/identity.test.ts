import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { github } from '../github.ts'
import { linear } from '../linear.ts'
import type { Provider } from '../provider.ts'
import { quickbooks } from '../quickbooks.ts'
import { anIdToken } from './id-token.fixture.ts'
import { identityIn, identityOf } from './identity.ts'
import { answered, aProvider, scriptedHttp } from './scripted-http.fixture.ts'

const fresh = { accessToken: 'access', identity: null }

describe('whose account it is', () => {
  test('is asked nobody when the grant told already', async () => {
    const identity = { subject: '1', label: null }

    assert.equal(await identityOf(scriptedHttp().http, aProvider(), { ...fresh, identity }), identity)
  })

  test('is asked at the user address, once, with the token', async () => {
    const { http, requests } = scriptedHttp(answered({ id: 583_231, login: 'octocat' }))

    const identity = await identityOf(http, github as Provider, fresh)

    assert.deepEqual(identity, { subject: '583231', label: 'octocat' })
    assert.equal(requests[0]?.url.href, 'https://api.github.com/user')
    assert.equal(requests[0]?.headers?.authorization, 'Bearer access')
  })

  test('is asked by POST where the address wants a question', async () => {
    const { http, requests } = scriptedHttp(answered({ data: { viewer: { id: 'v-1', name: 'Ada' } } }))

    const identity = await identityOf(http, linear as Provider, fresh)

    assert.deepEqual(identity, { subject: 'v-1', label: 'Ada' })
    assert.equal(requests[0]?.method, 'POST')
    assert.equal(requests[0]?.headers?.['content-type'], 'application/json')
    assert.match(String(requests[0]?.body), /^\{"query":"\{ viewer/)
  })

  for (const [what, exchange, retryable] of [
    ['a limit', answered('', { status: 429 }), true],
    ['an outage', answered('<html>', { status: 502 }), true],
    ['no answer', { kind: 'unknown', cause: new Error('reset') }, true],
    ['a refused token', answered({}, { status: 401 }), false],
    ['an answer without a subject', answered({ login: 'octocat' }), false],
    ['a blocked address', { kind: 'blocked', reason: 'private' }, false],
  ] as const) {
    test(`is not known after ${what}, and says whether to try again`, async () => {
      const identity = await identityOf(scriptedHttp(exchange).http, github as Provider, fresh)

      assert.ok('failed' in identity && identity.retryable === retryable)
      assert.ok(!identity.failed.includes('access'))
    })
  }

  test('cannot be asked later of a provider that tells it in the grant only', async () => {
    const identity = await identityOf(scriptedHttp().http, aProvider(), fresh)

    assert.ok('failed' in identity && !identity.retryable)
  })
})

describe('a document names an account', () => {
  const provider = aProvider({
    identity: { from: 'token_answer', subject: ['/team', '/user'], label: [['/first', '/last'], ['/nick']] },
  })

  test('by all its subject’s parts, or not at all', () => {
    assert.equal(identityIn(provider, { team: 'T', user: 7 })?.subject, 'T:7')
    assert.equal(identityIn(provider, { team: 'T' }), null)
  })

  test('with the first label that is whole', () => {
    const who = { team: 'T', user: 'U' }

    assert.equal(identityIn(provider, { ...who, first: 'Ada', last: 'L.', nick: 'al' })?.label, 'Ada L.')
    assert.equal(identityIn(provider, { ...who, first: 'Ada', nick: 'al' })?.label, 'al')
    assert.equal(identityIn(provider, who)?.label, null)
  })

  test('never by a number that lost digits, an over-long text or nothing', () => {
    for (const user of [
      2 ** 53,
      1.5,
      Number.NaN,
      '',
      ' ',
      '\u0000',
      null,
      true,
      {},
      ['U'],
      'x'.repeat(255),
    ]) {
      assert.equal(identityIn(provider, { team: 'T', user }), null)
    }
  })

  test('with a label cut to 255 characters and freed of control characters', () => {
    const label = identityIn(provider, { team: 'T', user: 'U', nick: `\u202ea\n${'b'.repeat(300)}` })?.label

    assert.equal(label, `a${'b'.repeat(254)}`)
  })

  test('that is a person and a company, or none: two companies of one person are two accounts', () => {
    const named = (claims: Record<string, unknown>) =>
      identityIn(quickbooks, { id_token: anIdToken(claims) })?.subject ?? null

    assert.equal(named({ sub: 'ada', realmid: '1' }), '1:ada')
    assert.equal(named({ sub: 'ada', realmId: '2' }), '2:ada')
    assert.equal(named({ sub: 'ada' }), null)
    assert.equal(named({ realmid: '1' }), null)
    for (const id_token of [undefined, 7, '', 'a', 'a.b.c', 'a.bnVsbA.c']) {
      assert.equal(identityIn(quickbooks, { id_token }), null)
    }
  })

  test('or by a hook', () => {
    const hooked = aProvider({}, { identity: () => ({ subject: 'hooked', label: null }) })

    assert.equal(identityIn(hooked, {})?.subject, 'hooked')
  })
})
