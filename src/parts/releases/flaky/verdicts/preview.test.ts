import assert from 'node:assert/strict'
import { test } from 'node:test'
import { after, drawn } from './histories.fixture.ts'
import { flipsOf } from './preview.ts'
import { defaultThresholds as current, ownThresholds, thresholdsOf } from './thresholds.ts'

const tests = Object.entries({
  often: '.d.d..d.d.d',
  once: '.....d.....',
  clean: '...........',
  broken: '.......FFFF',
  new: '...........'.slice(0, 4),
}).map(([key, drawing]) => ({ key, history: drawn(drawing) }))
const now = after(tests[0]!.history)

test('F10: a preview lists who would flip, to what and why, and nobody else', () => {
  const flips = flipsOf(tests, now, { current, proposed: { ...current, minimumDivergent: 3 } })

  assert.deepEqual(
    flips.map(({ key, from, to }) => [key, from, to]),
    [['once', 'flaky', 'suspect']],
  )
  assert.equal(flips[0]!.judgement.reasons[0]?.code, 'divergent-explained')
})

test('F10: each threshold may be proposed, and the same ones flip nobody', () => {
  const proposed = { ...current, brokenGroups: 5, minimumGroups: 3 }

  const flips = flipsOf(tests, now, { current, proposed })

  assert.deepEqual(
    flips.map(({ key, from, to }) => [key, from, to]),
    [
      ['broken', 'broken', 'suspect'],
      ['new', 'unknown', 'healthy'],
    ],
  )
  assert.deepEqual(flipsOf(tests, now, { current, proposed: current }), [])
})

test('F10: a repository’s own thresholds are the defaults but for what it sets, each in its range', () => {
  const set = { brokenGroups: 4, quietHours: 48 }

  assert.deepEqual(thresholdsOf(ownThresholds.parse(set)), { ...current, ...set })
  assert.deepEqual(Object.keys(ownThresholds.shape).toSorted(), Object.keys(current).toSorted())
  assert.ok(ownThresholds.safeParse(current).success)
  for (const wrong of [{ brokenGroups: 0 }, { flakyProbability: 1.5 }, { unheardOf: 1 }])
    assert.equal(ownThresholds.safeParse(wrong).success, false)
})
