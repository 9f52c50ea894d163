import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readSettings, SettingsError } from '../../../kit/settings.ts'
import { limitSettings } from '../settings.ts'
import { bookFrom } from './book.ts'
import { depthOf } from './policy.ts'
import { breakersOf000 } from './source-000.ts'
import { builtInBook } from './tiers.ts'

test('the tiers of source 001 are as it had them', () => {
  const shown = ['free', 'pro', 'max'].map((tier) =>
    builtInBook.tiers[tier]!.map((policy) => [policy.limit, depthOf(policy)]),
  )

  assert.deepEqual(shown, [
    [
      [10, 5],
      [100, 100],
      [1000, 1000],
    ],
    [
      [60, 20],
      [1000, 1000],
      [10_000, 10_000],
    ],
    [
      [300, 100],
      [5000, 5000],
      [50_000, 50_000],
    ],
  ])
})

test('a policy has one name in every tier, so that what is used stays used when a key changes its tier', () => {
  const names = new Set(Object.values(builtInBook.tiers).flatMap((tier) => tier.map(({ name }) => name)))

  assert.deepEqual([...names], ['per-minute', 'per-hour', 'per-day'])
})

describe('KEYHOLD_LIMITS', () => {
  test('adds tiers and changes numbers, and leaves everything else', () => {
    const book = bookFrom(`{
      "tiers": {"partner": [{"name": "per-minute", "kind": "rate", "limit": 120, "periodSeconds": 60, "burst": 30}]},
      "policies": {"anonymous": {"limit": 60}, "sign-in": {"burst": 5}}
    }`)

    assert.equal(depthOf(book.tiers.partner![0]!), 30)
    assert.deepEqual([book.policies.anonymous!.limit, depthOf(book.policies.anonymous!)], [60, 60])
    assert.deepEqual([book.policies['sign-in']!.limit, depthOf(book.policies['sign-in']!)], [30, 5])
    assert.equal(book.tiers.free, builtInBook.tiers.free)
  })

  test('gives breakers the times of source 000, and leaves its counts', () => {
    const { refresh, exchange } = breakersOf000
    const book = bookFrom(
      JSON.stringify({
        breakers: {
          refresh: { openSeconds: refresh.openSeconds },
          exchange: { openSeconds: exchange.openSeconds },
        },
      }),
    )

    assert.deepEqual(book.breakers, {
      refresh: { failures: 5, openSeconds: 60 },
      exchange: { failures: 3, openSeconds: 30 },
      api: builtInBook.breakers.api,
    })
  })

  const wrong: [json: string, says: RegExp][] = [
    ['{', /not valid JSON/],
    ['[]', /expected object/],
    ['{"tier": {}}', /Unrecognized key: "tier"/],
    ['{"policies": {"none-such": {"limit": 1}}}', /no policy "none-such"; there are anonymous/],
    ['{"policies": {"anonymous": {"limit": 0}}}', /\/policies\/anonymous\/limit/],
    ['{"breakers": {"tokens": {"failures": 1}}}', /breakers/],
    ['{"breakers": {"api": {"failures": 0}}}', /\/breakers\/api\/failures/],
    ['{"tiers": {"a b": [{"name": "x", "kind": "quota", "period": "day", "limit": 1}]}}', /"a b" is no name/],
    ['{"tiers": {"a": [{"name": "X", "kind": "quota", "period": "day", "limit": 1}]}}', /policy "X"/],
    [
      '{"tiers": {"a": [{"name": "x", "kind": "quota", "period": "day", "limit": 1}, {"name": "x", "kind": "quota", "period": "hour", "limit": 1}]}}',
      /two policies of one name/,
    ],
  ]
  for (const [json, says] of wrong)
    test(`that cannot work is told in words: ${json.slice(0, 60)}`, () => {
      assert.throws(() => bookFrom(json), says)
    })
})

test('a default tier that is not there is told with those that are', () => {
  const read = (environment: Record<string, string>) => () =>
    readSettings({ environment, production: false, readFile: () => '' }, [limitSettings])

  assert.throws(
    read({ KEYHOLD_KEY_TIER: 'gold' }),
    /KEYHOLD_KEY_TIER: found "gold", wants one of: app, free, pro, max/,
  )
  assert.throws(read({ KEYHOLD_LIMITS: '{' }), (error: SettingsError) => error.mistakes.length === 1)
  assert.throws(read({ KEYHOLD_TRUSTED_PROXIES: 'everybody' }), /everybody is no network/)
})
