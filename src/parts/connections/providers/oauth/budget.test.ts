import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { github } from '../github.ts'
import { strava } from '../strava.ts'
import { xero } from '../xero.ts'
import { readBudget, retryAfterOf } from './budget.ts'
import { aProvider, noon } from './scripted-http.fixture.ts'

describe('the budget in an answer', () => {
  test('is read from paired headers, with windows that start at whole quarters and at midnight UTC', () => {
    const headers = new Headers({
      'X-RateLimit-Limit': '200,2000',
      'X-RateLimit-Usage': '79,2222',
      'X-ReadRateLimit-Limit': '100,1000',
      'X-ReadRateLimit-Usage': '78,221',
    })

    const readings = readBudget(strava, headers, new Date('2026-01-01T12:07:30Z'))

    assert.deepEqual(
      readings.map(({ name, limit, remaining, resetsAt }) => [
        name,
        limit,
        remaining,
        resetsAt?.toISOString(),
      ]),
      [
        ['all_15min', 200, 121, '2026-01-01T12:15:00.000Z'],
        ['all_day', 2_000, 0, '2026-01-02T00:00:00.000Z'],
        ['read_15min', 100, 22, '2026-01-01T12:15:00.000Z'],
        ['read_day', 1_000, 779, '2026-01-02T00:00:00.000Z'],
      ],
    )
  })

  test('is read from a remaining count and a Unix time', () => {
    const headers = new Headers({
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4999',
      'x-ratelimit-reset': '1767272400',
    })

    assert.deepEqual(readBudget(github, headers, noon), [
      {
        name: 'core_hour',
        counts: 'grant',
        windowSeconds: 3_600,
        limit: 5_000,
        remaining: 4_999,
        resetsAt: new Date('2026-01-01T13:00:00Z'),
      },
    ])
  })

  test('leaves out windows that no header speaks of', () => {
    assert.deepEqual(readBudget(strava, new Headers(), noon), [])
    assert.deepEqual(
      readBudget(xero, new Headers({ 'x-minlimit-remaining': '59' }), noon).map(({ name }) => name),
      ['tenant_minute'],
    )
  })

  test('may come from a hook', () => {
    const reading = {
      name: 'x',
      counts: 'app' as const,
      windowSeconds: 1,
      limit: 1,
      remaining: 1,
      resetsAt: null,
    }

    assert.deepEqual(readBudget(aProvider({}, { budget: () => [reading] }), new Headers(), noon), [reading])
  })

  test('survives any header', () => {
    const text = fc.string({ unit: 'grapheme-ascii' })
    fc.assert(
      fc.property(text, text, (limit, usage) => {
        const headers = new Headers({ 'x-ratelimit-limit': limit, 'x-ratelimit-usage': usage })
        for (const { limit, remaining } of readBudget(strava, headers, noon)) {
          assert.ok(limit === null || limit >= 0)
          assert.ok(remaining === null || remaining >= 0)
        }
      }),
    )
  })
})

describe('a time to retry after', () => {
  const after = (text: string, date: Date | null = null) =>
    retryAfterOf(new Headers({ 'retry-after': text }), date, noon)

  test('is a number of seconds, a day at most', () => {
    assert.equal(after('120'), 120)
    assert.equal(after('999999'), 86_400)
  })

  test('is a date by the provider’s own clock', () => {
    assert.equal(after('Thu, 01 Jan 2026 12:01:00 GMT'), 60)
    assert.equal(after('Thu, 01 Jan 2026 12:01:00 GMT', new Date('2026-01-01T12:00:30Z')), 30)
    assert.equal(after('Thu, 01 Jan 2026 11:00:00 GMT'), 0)
  })

  test('is not told by anything else', () => {
    assert.equal(after('soon'), null)
    assert.equal(after(''), null)
    assert.equal(retryAfterOf(new Headers(), null, noon), null)
  })
})
