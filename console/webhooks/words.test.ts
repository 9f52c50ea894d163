import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Endpoint } from './api.ts'
import { eventChoices, heardInWords, usualTypes } from './event-types.ts'
import {
  answerInWords,
  badgeOf,
  localField,
  replayedInWords,
  shortUrl,
  standingOf,
  troubleOfSince,
  troubleOfUrl,
  whyOff,
} from './words.ts'

const endpoint: Endpoint = {
  id: '1',
  url: 'https://app.test/hooks',
  eventTypes: [],
  createdAt: '',
  disabledAt: null,
  disabledReason: null,
  failingSince: null,
  previousSecretUntil: null,
}
const off = (disabledReason: string) => ({ ...endpoint, disabledAt: '2026-01-01T00:00:00Z', disabledReason })

test('an endpoint that was paused is told apart from one that Keyhold gave up', () => {
  const endpoints = [endpoint, { ...endpoint, failingSince: '' }, off('asked'), off('gone'), off('failing')]

  assert.deepEqual(
    endpoints.map((each) => standingOf(each).label),
    ['On', 'Failing', 'Paused', 'Switched off', 'Switched off'],
  )
  assert.deepEqual(
    endpoints.map((each) => whyOff(each) !== null),
    [false, false, false, true, true],
  )
})

test('what an endpoint hears is told by what is missing when that is less', () => {
  const all = eventChoices.map(({ id }) => id)
  const allButOne = all.filter((id) => id !== 'connection.refreshed')

  assert.equal(heardInWords(all), 'all that happens')
  assert.equal(heardInWords(usualTypes), 'what is usual')
  assert.equal(heardInWords(allButOne), 'all but connection.refreshed')
  assert.equal(
    heardInWords(['connection.created', 'connection.revoked']),
    'connection.created, connection.revoked',
  )
})

test('an attempt is told by its status and what was wrong with it', () => {
  assert.equal(answerInWords(204, null), '204')
  assert.equal(answerInWords(500, 'refused'), '500, not 2xx')
  assert.equal(answerInWords(null, 'no_answer'), 'no whole answer within 15 s')
  assert.equal(answerInWords(null, null), null)
  assert.equal(badgeOf({ state: 'pending', attempts: 2 }).label, 'Tried again')
})

test('a replay says what it found and what of it leaves now', () => {
  assert.match(replayedInWords({ found: 0, due: 0, continuesAt: null }), /Nothing/)
  assert.equal(
    replayedInWords({ found: 1200, due: 1200, continuesAt: null }),
    '1,200 events were found and are being sent.',
  )
  assert.match(replayedInWords({ found: 3, due: 1, continuesAt: null }), /3 events were found; 1 of them/)
})

test('an address is shown without its scheme, and refused when it is none', () => {
  assert.deepEqual(['https://app.test/', 'https://app.test/hooks?a=1', 'nothing'].map(shortUrl), [
    'app.test',
    'app.test/hooks?a=1',
    'nothing',
  ])
  assert.deepEqual(
    ['https://app.test', 'app.test/hooks', 'ftp://app.test'].map((url) => troubleOfUrl(url) === undefined),
    [true, false, false],
  )
})

test('a replay begins at a moment that has passed', () => {
  const now = Date.now()

  assert.deepEqual(
    [localField(now - 3_600_000), localField(now + 3_600_000), ''].map(
      (field) => troubleOfSince(field, now) === undefined,
    ),
    [true, false, false],
  )
})
