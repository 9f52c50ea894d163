import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Exchange } from '../../../../kit/http-client.ts'
import { knownProviders } from '../known.ts'
import type { ListedProvider } from '../provider.ts'
import { slack } from '../slack.ts'
import { strava } from '../strava.ts'
import { answered, aProvider, noon } from './scripted-http.fixture.ts'
import { readTokenAnswer } from './token-answer.ts'

const outcomeOf = (exchange: Exchange, provider: ListedProvider = aProvider(), secrets: string[] = []) =>
  readTokenAnswer(provider, exchange, {
    startedAt: noon,
    receivedAt: noon,
    redirectScope: 'read,write',
    secrets,
  }).outcome

describe('a grant', () => {
  test('of Strava has tokens, expiry, the scopes of the redirect and the athlete', () => {
    const outcome = outcomeOf(
      answered(
        {
          token_type: 'Bearer',
          access_token: 'access',
          refresh_token: 'refresh',
          expires_at: 1_767_290_400,
          expires_in: 21_600,
          athlete: { id: 1_234_567_890_123, username: 'marianne_t', firstname: 'Marianne', lastname: 'T.' },
        },
        {
          date: '2026-01-01T12:00:00Z',
          headers: { 'x-ratelimit-limit': '200,2000', 'x-ratelimit-usage': '1,1' },
        },
      ),
      strava,
    )

    assert.ok(outcome.kind === 'granted')
    assert.deepEqual(outcome.tokens, {
      accessToken: 'access',
      refreshToken: 'refresh',
      tokenType: 'Bearer',
      expiresAt: new Date('2026-01-01T18:00:00Z'),
      scope: ['read', 'write'],
      identity: { subject: '1234567890123', label: 'Marianne T.' },
    })
    assert.equal(outcome.clockSkewSeconds, 0)
    assert.deepEqual(
      outcome.budget.map(({ name, remaining }) => [name, remaining]),
      [
        ['all_15min', 199],
        ['all_day', 1_999],
      ],
    )
  })

  test('of Slack stands beside the person, or at the top after a refresh', () => {
    const first = outcomeOf(
      answered({
        ok: true,
        team: { id: 'T1', name: 'Team' },
        authed_user: { id: 'U1', access_token: 'xoxp', scope: 'users:read,chat:write', token_type: 'user' },
      }),
      slack,
    )
    const refreshed = outcomeOf(
      answered({
        ok: true,
        access_token: 'xoxe',
        refresh_token: 'xoxe-1',
        expires_in: 43_200,
        token_type: 'user',
      }),
      slack,
    )

    assert.ok(first.kind === 'granted' && refreshed.kind === 'granted')
    assert.deepEqual(first.tokens, {
      accessToken: 'xoxp',
      refreshToken: null,
      tokenType: 'Bearer',
      expiresAt: null,
      scope: ['users:read', 'chat:write'],
      identity: { subject: 'T1:U1', label: 'Team U1' },
    })
    assert.equal(refreshed.tokens.refreshToken, 'xoxe-1')
    assert.equal(refreshed.tokens.expiresAt?.toISOString(), '2026-01-02T00:00:00.000Z')
  })

  test('without a refresh token, or with an empty one, carries none', () => {
    for (const refresh_token of [undefined, null, '']) {
      const outcome = outcomeOf(answered({ access_token: 'a', refresh_token }))

      assert.ok(outcome.kind === 'granted' && outcome.tokens.refreshToken === null)
    }
  })

  test('is read whatever the content type says, and from a form that says so', () => {
    const asText = outcomeOf(answered({ access_token: 'a' }, { headers: { 'content-type': 'text/html' } }))
    const asForm = outcomeOf(
      answered('access_token=a&scope=read&token_type=bearer', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    )

    assert.ok(asText.kind === 'granted' && asForm.kind === 'granted')
    assert.deepEqual(asForm.tokens.scope, ['read'])
  })

  test('keeps a token type of its own, and calls every spelling of Bearer by its name', () => {
    for (const [type, expected] of [
      ['bearer', 'Bearer'],
      ['BEARER', 'Bearer'],
      ['MAC', 'MAC'],
      [undefined, 'Bearer'],
      [['x'], 'Bearer'],
      ['a b', 'Bearer'],
    ]) {
      const outcome = outcomeOf(answered({ access_token: 'a', token_type: type }))

      assert.ok(outcome.kind === 'granted' && outcome.tokens.tokenType === expected)
    }
  })

  test('is never thrown away for an error beside it', () => {
    assert.equal(outcomeOf(answered({ access_token: 'a', error: 'odd' })).kind, 'granted')
  })
})

describe('an answer of success that is no grant', () => {
  const bodies: Record<string, unknown> = {
    'truncated JSON': '{"access_token":"a',
    HTML: '<html>sign in to the hotel</html>',
    nothing: '',
    'an empty object': {},
    'a list': [{ access_token: 'a' }],
    'an access token of another type': { access_token: { a: 1 } },
    'an empty access token': { access_token: '' },
    'an access token that breaks a header': { access_token: 'a\r\nX-Evil: 1' },
    'an access token nobody could store': { access_token: 'a'.repeat(65_537) },
    'a refresh token of another type': { access_token: 'a', refresh_token: 7 },
    'a refresh token in a list': { access_token: 'a', refresh_token: ['r'] },
  }
  for (const [what, body] of Object.entries(bodies)) {
    test(`(${what}) is kept raw, since it may hold the only copy of a token`, () => {
      const outcome = outcomeOf(answered(body))

      assert.ok(outcome.kind === 'unparsed')
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      assert.equal(Buffer.from(outcome.raw).toString(), text.slice(0, 65_536))
    })
  }

  test('is what its error says, where a provider answers 200 to everything', () => {
    assert.equal(outcomeOf(answered({ ok: false, error: 'invalid_refresh_token' }), slack).kind, 'terminal')
    assert.equal(outcomeOf(answered({ ok: false }), slack).kind, 'transient')
    assert.equal(outcomeOf(answered({ error: 'invalid_grant' })).kind, 'terminal')
  })
})

describe('an answer of failure', () => {
  test('that is transient tells when to come back, and the state of the budget', () => {
    const outcome = outcomeOf(
      answered('busy', {
        status: 429,
        headers: { 'retry-after': '30', 'x-ratelimit-limit': '200,2000', 'x-ratelimit-usage': '200,300' },
      }),
      strava,
    )

    assert.ok(outcome.kind === 'transient')
    assert.equal(outcome.retryAfterSeconds, 30)
    assert.equal(outcome.budget[0]?.remaining, 0)
  })

  test('repeats no secret of ours, plain or encoded, in code or words', () => {
    const secrets = ['the/refresh+token', 'deadbeefdeadbeef']
    const outcomes = [
      outcomeOf(
        answered(
          { error: 'invalid_grant', error_description: 'the/refresh+token or the%2Frefresh%2Btoken is bad' },
          { status: 400 },
        ),
        aProvider(),
        secrets,
      ),
      outcomeOf(answered({ error: 'deadbeefdeadbeef' }, { status: 400 }), aProvider(), secrets),
    ]

    for (const outcome of outcomes) {
      const words = JSON.stringify([outcome, 'cause' in outcome && outcome.cause.stack])
      for (const secret of ['the/refresh+token', 'the%2Frefresh%2Btoken', 'deadbeef'])
        assert.ok(!words.includes(secret), words)
    }
  })

  test('has words of one line and 200 characters at most', () => {
    const outcome = outcomeOf(
      answered(
        { error: 'invalid_grant', error_description: `a\n\u0000b${'c'.repeat(1_000)}` },
        { status: 400 },
      ),
    )

    assert.ok(outcome.kind === 'terminal')
    assert.equal(outcome.description, `a b${'c'.repeat(197)}`)
  })
})

describe('no answer', () => {
  test('stays what the exchange says it was, and a blocked address was not sent', () => {
    const cause = new Error('reset')

    assert.deepEqual(outcomeOf({ kind: 'unknown', cause }), {
      kind: 'unknown',
      cause,
      budget: [],
      clockSkewSeconds: null,
    })
    assert.equal(outcomeOf({ kind: 'not_sent', cause }).kind, 'not_sent')
    assert.equal(outcomeOf({ kind: 'blocked', reason: 'private' }).kind, 'not_sent')
  })
})

test('any answer at all is classed, by every provider, and none throws', () => {
  const key = fc.constantFrom(
    'access_token',
    'refresh_token',
    'expires_in',
    'expires_at',
    'token_type',
    'scope',
    'error',
    'errors',
    'ok',
    'athlete',
    'id',
    'authed_user',
    'team',
    'user_id',
    'resource',
    'code',
    'message',
    'error_description',
    '__proto__',
  )
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue(),
      fc.constantFrom('invalid', 'RefreshToken', 'x'.repeat(70_000)),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(key, tie('json'), { maxKeys: 6 }),
    ),
  }))
  const body = fc.oneof(
    json.map((value) => JSON.stringify(value)),
    fc.string(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
  )
  const status = fc.oneof(
    fc.constantFrom(200, 201, 204, 302, 400, 401, 403, 429, 500, 503),
    fc.integer({ min: 100, max: 599 }),
  )
  fc.assert(
    fc.property(fc.constantFrom(...knownProviders), status, body, (provider, status, body) => {
      const { kind } = outcomeOf(answered(body, { status }), provider)
      assert.ok(['granted', 'unparsed', 'terminal', 'app', 'transient'].includes(kind))
      if (status === 429 || status >= 500) assert.equal(kind, 'transient')
    }),
    { numRuns: 500 },
  )
})

test('a deep and a huge answer are survived', () => {
  const deep = `${'{"errors":['.repeat(50_000)}`
  const closed = `${'['.repeat(100_000)}${']'.repeat(100_000)}`

  for (const provider of knownProviders) {
    assert.equal(outcomeOf(answered(deep), provider).kind, 'unparsed')
    assert.equal(outcomeOf(answered(closed, { status: 400 }), provider).kind, 'transient')
    assert.equal(
      outcomeOf(answered(`{"error":"invalid_grant","x":${closed}}`, { status: 400 }), provider).kind,
      'terminal',
    )
  }
})
