import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { knownProviders, providersWithoutAddress } from './known.ts'
import { identityIn } from './oauth/identity.ts'
import { answered, noon } from './oauth/scripted-http.fixture.ts'
import { readTokenAnswer } from './oauth/token-answer.ts'
import { valueAt } from './pointer.ts'
import { isComplete, type ListedProvider } from './provider.ts'
import { recorded } from './recorded.fixture.ts'
import { recordedLater } from './recorded-later.fixture.ts'

const all = { ...recorded, ...recordedLater }

/** What each hook is there for; data can say all else. */
const hooks: Record<string, readonly string[]> = {
  withings: ['classify'], // a `status` in an answer of 200: any but 0 is a refusal
  bitbucket: ['scopes'], // told in `scopes`
  hubspot: ['scopes'], // told in `scopes`, a list
  quickbooks: ['identity'], // the company stands in an ID token without a nonce
  linear: ['scopes'], // blanks or commas
  linkedin: ['scopes'], // blanks or commas
}

const outcomeOf = (provider: ListedProvider, status: number, body: unknown) =>
  readTokenAnswer(provider, answered(body, { status }), {
    startedAt: noon,
    receivedAt: noon,
    redirectScope: null,
    secrets: [],
  }).outcome

for (const provider of [...knownProviders, ...providersWithoutAddress]) {
  describe(provider.id, () => {
    test('has its addresses, or is discovered by its issuer', () => {
      assert.ok(isComplete(provider) || (provider.discovery && provider.issuer !== null))
    })

    test('lists every scope it asks for by default, in words', () => {
      const inWords = new Set([...provider.scopes.known.map(({ id }) => id), ...provider.scopes.always])

      assert.deepEqual(
        provider.scopes.default.filter((scope) => !inWords.has(scope)),
        [],
      )
    })

    test('names only fields of its own as unverified', () => {
      for (const { field } of provider.unverified) {
        assert.notEqual(valueAt(provider, `/${field.replaceAll('.', '/')}`), undefined, field)
      }
    })

    test('comes with nothing in code that data can say', () => {
      assert.deepEqual(Object.keys(provider.hooks), hooks[provider.id] ?? [])
    })
  })
}

for (const provider of knownProviders) {
  describe(`an answer of ${provider.id}`, () => {
    test('is read as what it grants', () => {
      assert.ok(all[provider.id], 'put an answer of it into recorded.fixture.ts')
      const { answer, grants } = all[provider.id]!

      const outcome = outcomeOf(provider, 200, answer)

      assert.ok(outcome.kind === 'granted')
      const { refreshToken, expiresAt, scope, tokenType } = outcome.tokens
      const lifeSeconds = expiresAt && (expiresAt.getTime() - noon.getTime()) / 1_000
      assert.deepEqual([refreshToken, lifeSeconds, scope], grants)
      assert.equal(tokenType, 'Bearer')
    })

    test('names its account', () => {
      const { answer, account, identity } = all[provider.id]!

      const named = identityIn(provider, account ?? answer)

      assert.equal(account === undefined, provider.identity.from === 'token_answer')
      assert.deepEqual(named && [named.subject, named.label], identity)
    })

    test('that a refresh token is dead ends the grant, and nothing less does', () => {
      const { dead } = all[provider.id]!

      if (dead) assert.equal(kindAndCode(outcomeOf(provider, ...dead)), 'terminal invalid_grant')
      assert.equal(dead === null, provider.id === 'polar')
      for (const [status, body] of [
        [400, { error: 'moon_phase' }],
        [401, 'sign in'],
        [503, dead?.[1] ?? {}],
      ] as const) {
        assert.equal(outcomeOf(provider, status, body).kind, 'transient')
      }
    })

    test('that the client is not known is the app’s fault', () => {
      const outcome = outcomeOf(provider, 401, { error: 'invalid_client' })

      assert.equal(kindAndCode(outcome), 'app invalid_client')
    })
  })
}

test('every provider of the public network names its sources and calls nothing but https', () => {
  for (const provider of knownProviders) {
    assert.ok(provider.sources.length >= 3, provider.id)
    assert.ok(provider.unverified.length > 0, provider.id)
    assert.ok(!JSON.stringify({ ...provider, hooks: null }).includes('http:'), provider.id)
  }
})

test('a grace is given only where a refresh token is spent', () => {
  const given = knownProviders.filter(({ graceSeconds }) => graceSeconds > 0)

  assert.deepEqual(
    given.filter(({ rotation }) => rotation === 'none'),
    [],
  )
})

test('a provider that nobody can ask about reuse is never asked twice', () => {
  const unknown = providersWithoutAddress.find(({ discovery }) => discovery)

  assert.equal(unknown?.rotation, 'family')
})

const kindAndCode = (outcome: { kind: string; code?: string }): string =>
  [outcome.kind, outcome.code].join(' ')
