import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { secondsAfter, secondsBetween } from '../../../../kit/duration.ts'
import { clockSkewOf, expiryOf, type TokenTimes } from './expiry.ts'
import { noon } from './scripted-http.fixture.ts'

const unix = (moment: Date) => Math.floor(moment.getTime() / 1_000)

const expiry = (times: Partial<TokenTimes>) =>
  expiryOf({
    expiresIn: undefined,
    expiresAt: undefined,
    startedAt: noon,
    clockSkewSeconds: null,
    usualSeconds: null,
    ...times,
  })

const secondsLeft = (times: Partial<TokenTimes>) => {
  const moment = expiry(times)
  return moment && secondsBetween(noon, moment)
}

describe('the expiry of a token', () => {
  test('counts from the start of the request, not from its answer', () => {
    assert.equal(secondsLeft({ expiresIn: 3_600 }), 3_600)
  })

  test('is the earlier of the absolute and the relative one', () => {
    assert.equal(secondsLeft({ expiresIn: 3_600, expiresAt: unix(secondsAfter(noon, 3_000)) }), 3_000)
    assert.equal(secondsLeft({ expiresIn: 3_600, expiresAt: unix(secondsAfter(noon, 4_000)) }), 3_600)
  })

  test('corrects the absolute one by the provider’s clock, up to five minutes', () => {
    const expiresAt = unix(secondsAfter(noon, 3_600))

    assert.equal(secondsLeft({ expiresAt, clockSkewSeconds: 300 }), 3_300)
    assert.equal(secondsLeft({ expiresAt, clockSkewSeconds: -300 }), 3_900)
    assert.equal(secondsLeft({ expiresAt, clockSkewSeconds: 301 }), 3_600)
  })

  test('with a clock further off rests on the relative one, so that no fresh token looks dead', () => {
    const twoHoursBehind = unix(secondsAfter(noon, -7_200 + 3_600))

    assert.equal(
      secondsLeft({ expiresIn: 3_600, expiresAt: twoHoursBehind, clockSkewSeconds: -7_200 }),
      3_600,
    )
  })

  test('is the usual one, or never, when nothing is told', () => {
    assert.equal(secondsLeft({ usualSeconds: 21_600 }), 21_600)
    assert.equal(secondsLeft({ usualSeconds: null }), null)
    assert.equal(secondsLeft({ expiresIn: null, expiresAt: '', usualSeconds: 60 }), 60)
  })

  test('of zero seconds is now: a token told to be dead is not served', () => {
    assert.equal(secondsLeft({ expiresIn: 0, usualSeconds: 3_600 }), 0)
  })

  test('takes numbers written as text', () => {
    assert.equal(secondsLeft({ expiresIn: '3600' }), 3_600)
    assert.equal(secondsLeft({ expiresAt: String(unix(secondsAfter(noon, 60))) }), 60)
  })

  test('takes nothing else for a length', () => {
    for (const odd of [-1, Number.NaN, Infinity, 1e300, '1e9', 'soon', '-5', true, [], {}, ' 5']) {
      assert.equal(secondsLeft({ expiresIn: odd, usualSeconds: 60 }), 60, String(odd))
    }
  })

  test('is a real moment or null for any answer', () => {
    const anything = fc.oneof(fc.anything(), fc.double(), fc.integer(), fc.string())
    fc.assert(
      fc.property(anything, anything, fc.option(fc.integer()), (expiresIn, expiresAt, clockSkewSeconds) => {
        const moment = expiry({ expiresIn, expiresAt, clockSkewSeconds, usualSeconds: null })
        assert.ok(moment === null || !Number.isNaN(moment.getTime()))
      }),
    )
  })
})

describe('the skew of a clock', () => {
  const skew = (
    date: string | null,
    startedAt = '2026-01-01T12:00:00.900Z',
    receivedAt = '2026-01-01T12:00:02Z',
  ) => clockSkewOf(date === null ? null : new Date(date), new Date(startedAt), new Date(receivedAt))

  test('is nothing while the date lies within the exchange, whole seconds considered', () => {
    assert.equal(skew('2026-01-01T12:00:00Z'), 0)
    assert.equal(skew('2026-01-01T12:00:02Z'), 0)
  })

  test('is the distance to the exchange otherwise, ahead or behind', () => {
    assert.equal(skew('2026-01-01T12:10:02Z'), 600)
    assert.equal(skew('2026-01-01T11:50:00Z', '2026-01-01T12:00:01Z'), -600)
  })

  test('is not known without a date', () => {
    assert.equal(skew(null), null)
  })
})
