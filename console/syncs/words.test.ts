import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sync } from '../data-api.ts'
import { foundInWords, freshnessInWords, lookedInWords, troubleInWords, troubleSentence } from './words.ts'

const noon = Date.UTC(2026, 0, 1, 12)
const at = (minutes: number) => new Date(noon + minutes * 60_000).toISOString()
const aSync = (fields: Partial<Sync> = {}): Sync => ({
  id: 's1',
  connectionId: 'c1',
  name: 'activities',
  cause: 'schedule',
  state: 'done',
  startedAt: at(-2),
  endedAt: at(-1),
  calls: 1,
  seen: 0,
  added: 0,
  changed: 0,
  removed: 0,
  code: null,
  resumesAt: null,
  ...fields,
})

test('what a sync found is told without the kinds it found none of', () => {
  const words = [
    aSync({ added: 1_200, removed: 2 }),
    aSync(),
    aSync({ state: 'running', endedAt: null }),
  ].map(foundInWords)

  assert.deepEqual(words, ['1,200 new, 2 removed', 'nothing new', 'nothing yet'])
})

test('how far a sync is, in activities and calls', () => {
  assert.equal(lookedInWords(aSync({ seen: 1 })), '1 activity in 1 call')
})

test("the provider's limit is told in words, with the moment it goes on", () => {
  const waiting = aSync({ state: 'waiting', endedAt: null, code: 'rate_limited', resumesAt: at(7) })

  assert.equal(
    troubleSentence(waiting, noon),
    'The calls that the provider allows are used up; it goes on in 7 min by itself, from where it stands.',
  )
  assert.match(troubleSentence(waiting, noon + 8 * 60_000) ?? '', /goes on any moment/)
})

test('a failure is told with its cure, and one that nobody foresaw with its code', () => {
  const dead = troubleInWords(aSync({ state: 'failed', code: 'NEEDS_REAUTH' }))
  const refused = troubleInWords(aSync({ state: 'failed', code: 'ANSWERED_418' }))
  const unknown = troubleInWords(aSync({ state: 'failed', code: 'NEW_ONE' }))

  assert.match(dead?.cure ?? '', /reconnect link/)
  assert.match(refused?.what ?? '', /418/)
  assert.match(unknown?.what ?? '', /NEW_ONE/)
})

test('a sync that ended well has no trouble, even when an earlier page had to wait', () => {
  assert.equal(troubleInWords(aSync({ code: 'rate_limited' })), null)
})

test('stale data says so before its age', () => {
  const state = {
    syncedAt: at(-300),
    fetchedAt: at(-300),
    nextAt: null,
    stale: true,
    records: 1,
    lastFailure: null,
  }

  const words = [state, { ...state, stale: false }, { ...state, syncedAt: null }].map((each) =>
    freshnessInWords(each, noon),
  )

  assert.deepEqual(words, ['Stale: last synced 5 h ago', 'Synced 5 h ago', 'Not synced yet'])
})
