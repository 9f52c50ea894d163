import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secondsAfter, secondsBetween } from '../../../kit/duration.ts'
import { isExpired, judge, softExpiry } from './freshness.ts'

const now = new Date('2026-01-01T12:00:00Z')
const ids = Array.from(
  { length: 200 },
  (_, index) => `01a1fcdf-0000-7000-8000-${String(index).padStart(12, '0')}`,
)

/** How long before its end a token of that life is due, for many connections. */
const margins = (lifeSeconds: number, options?: Parameters<typeof softExpiry>[3]): number[] => {
  const expiresAt = secondsAfter(now, lifeSeconds)
  return ids.map((id) => secondsBetween(softExpiry(id, now, expiresAt, options)!, expiresAt))
}

const assertWithin = (numbers: number[], least: number, most: number): void => {
  assert.ok(Math.min(...numbers) >= least, `${Math.min(...numbers)} is below ${least}`)
  assert.ok(Math.max(...numbers) <= most, `${Math.max(...numbers)} is above ${most}`)
}

test('a token is due a fifth of its life before its end, a tenth to either side', () => {
  assertWithin(margins(3600), 720 * 0.9, 720 * 1.1)
})

test('a long life is due 15 minutes before its end, a tenth to either side', () => {
  assertWithin(margins(86_400), 900 * 0.9, 900 * 1.1)
})

test('a provider may name its own margin, and where it hands the same token back that bounds it', () => {
  assertWithin(margins(86_400, { marginSeconds: 60 }), 60 * 0.9, 60 * 1.1)
  assertWithin(margins(86_400, { mostSeconds: 30 }), 30 * 0.9, 30 * 1.1)
})

test('connections made together are not due together, and each is due when it always was', () => {
  const expiresAt = secondsAfter(now, 86_400)
  const moments = ids.map((id) => softExpiry(id, now, expiresAt)!.getTime())

  assert.ok(new Set(moments).size > 190)
  assert.deepEqual(
    ids.map((id) => softExpiry(id, now, expiresAt)!.getTime()),
    moments,
  )
})

test('a token that never ends is never due, and one that came dead is due at once', () => {
  assert.equal(softExpiry(ids[0]!, now, null), null)
  assert.deepEqual(softExpiry(ids[0]!, now, secondsAfter(now, -5)), secondsAfter(now, -5))
})

test('a token is served before it is due, served and refreshed after that, and waited for when it has ended', () => {
  const token = { softAt: now, expiresAt: secondsAfter(now, 600) }

  const verdicts = [-1, 0, 599, 600].map((seconds) => judge(token, secondsAfter(now, seconds), 0))

  assert.deepEqual(verdicts, ['serve', 'serve_and_refresh', 'serve_and_refresh', 'wait'])
})

test('whoever wants longer life than is left waits for it', () => {
  const token = { softAt: null, expiresAt: secondsAfter(now, 300) }

  assert.deepEqual([judge(token, now, 300), judge(token, now, 301)], ['serve', 'wait'])
})

test('a token that never ends is served whatever life is wanted', () => {
  assert.equal(judge({ softAt: null, expiresAt: null }, now, 3600), 'serve')
  assert.equal(isExpired({ expiresAt: null }, now), false)
})

test('a token has ended in the very moment of its end', () => {
  assert.equal(isExpired({ expiresAt: now }, now), true)
  assert.equal(isExpired({ expiresAt: secondsAfter(now, 0.001) }, now), false)
})
