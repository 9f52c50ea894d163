import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Group } from './history.ts'
import { after, drawn, firstDay, hourMilliseconds, rerunAt, woven } from './histories.fixture.ts'
import { judge } from './judge.ts'
import { settle, type Settled, type Standing } from './standing.ts'
import { defaultThresholds as thresholds } from './thresholds.ts'

/** What is said after each of these groups, from one to the next. */
function said(history: readonly Group[], previous: Standing | null = null): Settled[] {
  const settled: Settled[] = []
  for (const [index] of history.entries()) {
    const seen = history.slice(0, index + 1)
    const now = seen.at(-1)!.at
    const before = settled.at(-1)?.standing ?? previous
    settled.push(settle(before, judge(seen, now), now, thresholds))
  }
  return settled
}

const verdictsOf = (settled: readonly Settled[]) => settled.map(({ standing }) => standing.verdict)

describe('F13: after a change', () => {
  test('nothing changes for 24 hours without new divergent evidence', () => {
    const settled = said(drawn('...............F........', { hours: 3 }))
    const changes = settled.flatMap(({ isChanged, standing }, index) =>
      isChanged ? [[standing.verdict, index]] : [],
    )

    assert.deepEqual(changes, [
      ['healthy', 4],
      ['suspect', 15],
      ['healthy', 23],
    ])
  })

  test('a change waits, tells until when, and comes when that is over', () => {
    const history = drawn('........F..', { hours: 10 })
    const settled = said(history)
    const { standing, held } = settled.at(-1)!
    const at = history[8]!.at + 24 * hourMilliseconds
    const [early, late] = [at - 1, at].map((now) => settle(standing, judge(history, now), now, thresholds))

    assert.deepEqual([standing.verdict, held], ['suspect', { verdict: 'healthy', until: at }])
    assert.deepEqual([early!.standing.verdict, early!.isChanged], ['suspect', false])
    assert.deepEqual([late!.standing.verdict, late!.isChanged, late!.held], ['healthy', true, null])
  })

  test('new divergent evidence changes it at once', () => {
    const settled = said(drawn('....................F.d.d', { hours: 1 }))

    assert.deepEqual(verdictsOf(settled).slice(19), [
      'healthy',
      'healthy',
      'healthy',
      'flaky',
      'flaky',
      'flaky',
    ])
  })

  test('and no two changes are ever nearer, but for evidence that came between them', () => {
    const letters = fc.array(fc.constantFrom('.', ':', 'f', 'F', 'd'), { minLength: 5, maxLength: 40 })

    fc.assert(
      fc.property(letters, fc.integer({ min: 1, max: 30 }), (drawing, hours) => {
        const history = drawn(drawing.join(''), { hours })
        const settled = said(history)
        let changedAt = -Infinity
        for (const [index, { isChanged }] of settled.entries()) {
          if (!isChanged) continue
          const { at } = history[index]!
          const fresh = history.some(
            (group) => group.at > changedAt && group.at <= at && group.failures === 1 && group.attempts === 2,
          )
          assert.ok(at - changedAt >= 24 * hourMilliseconds || fresh, `${drawing.join('')} at ${index}`)
          changedAt = at
        }
      }),
    )
  })
})

describe('what was flaky', () => {
  const flaky = drawn('.d.d..d.dd.', { hours: 12 })
  const standing = said(flaky).at(-1)!.standing

  test('F6: stays so when its evidence has left the window, until it is clean for long enough', () => {
    assert.equal(standing.verdict, 'flaky')
    const clean = (count: number) => drawn('.'.repeat(count), { from: after(flaky), hours: 24 })
    const short = clean(4)
    const long = clean(12)

    const [still, fixed] = [short, long].map((history) =>
      settle(standing, judge(history, after(history)), after(history), thresholds),
    )

    assert.equal(judge(short, after(short)).verdict, 'unknown')
    assert.equal(still!.standing.verdict, 'flaky')
    assert.equal(fixed!.standing.verdict, 'fixed')
  })

  test('F6: and is fixed until nothing of it is left, or it fails again', () => {
    const fixed: Standing = { ...standing, verdict: 'fixed', changedAt: firstDay, failedAt: firstDay }
    const later = firstDay + 100 * 24 * hourMilliseconds
    const [clean, failing] = ['..........', '.........f'].map((drawing) => drawn(drawing, { from: later }))

    const verdicts = [clean!, failing!].map(
      (history) => settle(fixed, judge(history, after(history)), after(history), thresholds).standing.verdict,
    )

    assert.deepEqual(verdicts, ['healthy', 'suspect'])
  })
})

test('F13: the first verdict is no change, and nobody hears of it', () => {
  const history = drawn('.d.d')

  const { standing, isChanged } = settle(null, judge(history, after(history)), after(history), thresholds)

  assert.deepEqual([standing.verdict, standing.changedAt, isChanged], ['flaky', null, false])
})

test('F13: a commit that is run again later, and differs, is new evidence', () => {
  const [first, ...others] = drawn('.......')
  const quiet = said(woven([first!], others)).at(-1)!.standing
  const changed: Standing = { ...quiet, changedAt: after(others) }
  const at = after(others) + hourMilliseconds
  const rerun = rerunAt(first!, at, 'fails')

  const { standing } = settle(changed, judge([rerun, ...others], at), at, thresholds)

  assert.equal(standing.verdict, 'flaky')
})

describe('an old commit of a test that is fixed is run again today:', () => {
  const history = drawn(`d.d.d.d.d.${'.'.repeat(50)}`)
  const today = after(history)
  const fixed = said(history).at(-1)!.standing
  const later = (outcome: 'passes' | 'fails'): Settled => {
    const again = history.map((group, index) => (index === 8 ? rerunAt(group, today, outcome) : group))
    return settle(fixed, judge(again, today), today, thresholds)
  }

  test('F6: where it fails there once more, it is fixed no longer', () => {
    const { standing, isChanged } = later('fails')

    assert.deepEqual([fixed.verdict, standing.verdict, isChanged], ['fixed', 'flaky', true])
    assert.deepEqual([standing.failedAt, standing.divergentAt], [today, today])
  })

  test('F13: where it passes there, it has not failed since, and stays fixed', () => {
    const { standing, isChanged, held } = later('passes')

    assert.deepEqual([standing.verdict, isChanged, held], ['fixed', false, null])
    assert.equal(standing.failedAt, fixed.failedAt)
  })
})

test('F13: a commit that is run again and passes is no new evidence, and no verdict changes before its time', () => {
  const [none, one, ...clean] = drawn('Fd.....', { hours: 2 })
  const flaky = said([none!, one!, ...clean]).at(-1)!.standing
  const at = after(clean)
  const changed: Standing = { ...flaky, changedAt: one!.at, divergentAt: one!.at }
  const again = [none!, rerunAt(one!, at, 'passes'), ...clean]

  const { standing, isChanged } = settle(changed, judge(again, at), at, thresholds)

  assert.deepEqual([standing.verdict, isChanged], ['flaky', false])
})
