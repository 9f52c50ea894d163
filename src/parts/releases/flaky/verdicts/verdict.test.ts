import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Group } from './history.ts'
import { after, dayMilliseconds, drawn, drawnIn, firstDay, woven } from './histories.fixture.ts'
import { judge } from './judge.ts'
import { settle } from './standing.ts'
import type { Prior } from './statistics/pass-on-retry.ts'
import { defaultThresholds } from './thresholds.ts'

const judged = (history: readonly Group[]) => judge(history, after(history))
const verdictOf = (drawing: string) => judged(drawn(drawing)).verdict
const codesOf = (history: readonly Group[]) => judged(history).reasons.map(({ code }) => code)

describe('F6: a test is', () => {
  const drawings: readonly [verdict: string, why: string, drawing: string][] = [
    ['unknown', 'below five groups without a divergent one', '.f..'],
    ['flaky', 'below five groups with a divergent one', '.d.'],
    ['healthy', 'while it passes', '..........'],
    ['healthy', 'when it failed in a row and was repaired', '.....FFFF.......'],
    ['flaky', 'when it failed and passed on one commit', '.....d....'],
    ['flaky', 'when it does so again and again among failures', 'dFFdFFFFdFFF'],
    ['suspect', 'when that happened once in 60 commits', `${'.'.repeat(30)}d${'.'.repeat(29)}`],
    ['suspect', 'when that ended a row of failures', '.....FFFd....'],
    ['suspect', 'when its last commit failed', '.........F'],
    ['broken', 'when the last three commits failed in every attempt', '.......FFF'],
    ['broken', 'when it was flaky before that', '.d...d..FFFF'],
    ['fixed', 'when it was flaky and has been clean for long enough', `.d.d..d.dd${'.'.repeat(20)}`],
    ['flaky', 'when it was flaky and has been clean for less', `.d.d..d.dd${'.'.repeat(6)}`],
  ]
  for (const [verdict, why, drawing] of drawings)
    test(`${verdict} ${why}`, () => assert.equal(verdictOf(drawing), verdict))

  test('fixed after ln 0.05 / ln(1 - f) clean runs, where each commit is run ten times and fails once', () => {
    const history = drawn('dddddddddd', { each: { attempts: 10 } })
    const more = (count: number) =>
      judged(woven(history, drawn('.'.repeat(count), { from: after(history) }))).verdict

    assert.deepEqual([more(27), more(30)], ['flaky', 'fixed'])
  })

  test('suspect while its newest run failed in a pull request, though the default branch passes', () => {
    const main = drawn('.'.repeat(17))
    const request = drawnIn(9, 'FFF', { from: after(main) })

    const { verdict, reasons } = judged(woven(main, request))
    const later = judged(woven(main, request, drawn('.', { from: after(request) })))

    assert.equal(verdict, 'suspect')
    assert.match(
      reasons[0]!.words,
      /^Its newest run failed, at commit \S+ of pull request 9, and it has not passed/,
    )
    assert.deepEqual(reasons[0]!.pullRequests, [9])
    assert.ok(!reasons.some(({ code }) => code === 'repaired'))
    assert.equal(later.verdict, 'healthy')
    assert.ok(later.reasons.some(({ code }) => code === 'repaired'))
  })

  test('broken only where three groups failed, over two commits, on the default branch', () => {
    const inRequest = woven(drawn('.......'), drawnIn(3, 'FFFF', { from: firstDay + dayMilliseconds * 2 }))
    const onOneCommit = woven(
      drawn(':.....'),
      drawn('FFF', { from: firstDay + dayMilliseconds * 2, each: { commit: 'c' } }),
    )

    assert.equal(verdictOf('........FF'), 'suspect')
    assert.notEqual(judged(inRequest).verdict, 'broken')
    assert.notEqual(judged(onOneCommit).verdict, 'broken')
  })

  test('unknown when it never ran, or was always skipped', () => {
    const skipped = drawn('.......', { each: { attempts: 0, failures: 0 } })

    for (const history of [[], skipped]) {
      const { verdict, upperLimit, reasons } = judge(history, firstDay)

      assert.deepEqual([verdict, upperLimit, reasons.map(({ code }) => code)], ['unknown', 1, ['too-few']])
    }
  })
})

describe('F8: without any repeated group', () => {
  test('no verdict exceeds suspect, whatever failed and wherever', () => {
    const letters = fc.array(fc.constantFrom('.', 'f'), { maxLength: 60 })

    fc.assert(
      fc.property(letters, letters, letters, (main, one, other) => {
        const history = woven(drawn(main.join('')), drawnIn(1, one.join('')), drawnIn(2, other.join('')))

        const { verdict } = judge(history, firstDay + 30 * dayMilliseconds)

        assert.ok(['unknown', 'healthy', 'suspect'].includes(verdict), verdict)
      }),
    )
  })

  test('a test that only ever fails is suspect, and told to be retried', () => {
    const { verdict, reasons } = judged(drawn('ffffffffff'))

    assert.equal(verdict, 'suspect')
    assert.match(reasons.find(({ code }) => code === 'no-repeats')!.words, /Retry once in CI\.$/)
  })

  test('one that fails in pull requests that share no file is suspect, and flaky once a repeat shows it', () => {
    const failing = [4, 5, 6].map((number, index) =>
      drawnIn(number, 'f.', { from: firstDay + index * dayMilliseconds + 1, hours: 1 }),
    )
    const main = drawn('..............')
    const repeated = drawnIn(7, 'd', { from: firstDay + 3 * dayMilliseconds + 1 })

    assert.equal(judged(woven(main, ...failing)).verdict, 'suspect')
    assert.ok(codesOf(woven(main, ...failing)).includes('cross-pull-requests'))
    assert.equal(judged(woven(main, ...failing, repeated)).verdict, 'flaky')
  })
})

describe('F6: a verdict carries', () => {
  test('its reasons, with counts, commits and pull requests', () => {
    const request = drawnIn(12, 'd', { from: firstDay + dayMilliseconds })
    const history = woven(drawn('.d..:.'), request)

    const reason = judged(history).reasons[0]

    assert.deepEqual(reason, {
      code: 'divergent',
      words: 'It failed and passed on 2 of the 3 commits on which it ran more than once.',
      count: 2,
      commits: [request[0]!.commit, history[1]!.commit],
      pullRequests: [12],
    })
  })

  for (const [drawing, words] of [
    ['F', 'It failed in each of 2 attempts at the end of the default branch, over 1 commit.'],
    ['f', 'It failed in its one attempt at the end of the default branch, over 1 commit.'],
    ['.', 'It passed its one run, which rules out no rate yet.'],
    ['...', 'It passed all of 3 runs, which rules out no rate yet.'],
    ['....', 'It passed all of 4 runs: with 95 % it fails less often than in 75 %.'],
  ] as const)
    test(`reasons that count as people do: ${drawing}`, () => {
      assert.ok(judged(drawn(drawing)).reasons.some((reason) => reason.words === words))
    })

  test('that its interval leans on other repositories, while it does', () => {
    const history = drawn('ddddd')
    const words = (prior?: Prior) =>
      judge(history, after(history), prior && { prior }).reasons.find(({ code }) => code === 'interval-leans')
        ?.words

    assert.match(words() ?? '', /^The interval leans on what is usual elsewhere/)
    assert.equal(words({ a: 2, b: 2 }), undefined)
  })

  test('F11: what was left out as infra', () => {
    const history = woven(drawn('......'), drawn('FF', { from: firstDay + 1, each: { isInfra: true } }))

    const { verdict, reasons } = judged(history)

    assert.equal(verdict, 'healthy')
    assert.deepEqual(
      reasons.map(({ code, count }) => [code, count]),
      [
        ['clean', 6],
        ['infra-left-out', 2],
      ],
    )
  })

  test('the commit from which it fails', () => {
    const history = drawn('..........FFF')

    const began = judged(history).reasons.find(({ code }) => code === 'began-to-fail')

    assert.deepEqual(began?.commits, [history[10]!.commit])
  })

  test('an upper limit of three in as many clean runs where it never failed', () => {
    const { upperLimit, runsNeeded } = judged(drawn('.'.repeat(30)))

    assert.deepEqual([upperLimit, runsNeeded], [0.1, 29])
  })

  test('no runs needed once 5 % is ruled out with 95 %', () => {
    assert.equal(judged(drawn('.'.repeat(59))).runsNeeded, 0)
  })

  test('the clean runs that make a flaky test fixed, and they do', () => {
    const history = drawn('.d.d..d.dd.')
    const { verdict, runsNeeded } = judged(history)
    const more = (count: number) =>
      judged(woven(history, drawn('.'.repeat(count), { from: after(history) }))).verdict

    assert.equal(verdict, 'flaky')
    assert.deepEqual([more(runsNeeded - 1), more(runsNeeded)], ['flaky', 'fixed'])
  })

  for (const drawing of ['....d', `${'.'.repeat(29)}d`, '.d.d.'])
    test(`as few as it takes until the failures are too rare among them to make it flaky: ${drawing}`, () => {
      const history = drawn(drawing)
      const { verdict, runsNeeded } = judged(history)
      const said = settle(null, judged(history), after(history), defaultThresholds).standing
      const more = (count: number) => {
        const later = woven(history, drawn('.'.repeat(count), { from: after(history), hours: 1 }))
        return settle(said, judged(later), after(later), defaultThresholds).standing.verdict
      }

      assert.equal(verdict, 'flaky')
      assert.deepEqual([more(runsNeeded - 1), more(runsNeeded)], ['flaky', 'fixed'])
    })
})

test('F6: a longer row of failures never makes a broken test anything else', () => {
  const before = fc.array(fc.constantFrom('.', ':', 'd', 'F'), { minLength: 5, maxLength: 30 })

  fc.assert(
    fc.property(before, (letters) => {
      const verdicts = [6, 12, 24].map((count) => verdictOf(`${letters.join('')}${'F'.repeat(count)}`))
      const first = verdicts.indexOf('broken')

      assert.ok(first === -1 || verdicts.slice(first).every((verdict) => verdict === 'broken'), `${verdicts}`)
    }),
  )
})

test('the judgement asks for no more of a group than its figures: the same history gives the same one', () => {
  const history = woven(drawn('..d.F.f...'), drawnIn(4, '.d.'))

  assert.deepEqual(judged(history), judged(structuredClone(history)))
  assert.deepEqual(JSON.parse(JSON.stringify(judged(history))), judged(history))
  assert.equal(defaultThresholds.minimumGroups, 5)
})
