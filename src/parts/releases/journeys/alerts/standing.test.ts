import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { minutesAfter } from '../../../../kit/duration.ts'
import type { Outcome } from '../run/result.ts'
import { afterBurn, afterMaintenance, afterRun, type Rules, type Standing, untold } from './standing.ts'

const noon = new Date('2026-01-01T12:00:00Z')

/** What is told, run by run, a minute between two. `~`: passed, but slowly. */
function told(outcomes: readonly (Outcome | '~')[], rules: Rules): string[][] {
  let standing: Standing = untold
  return outcomes.map((outcome, minute) => {
    const ran = { outcome: outcome === '~' ? ('passed' as const) : outcome, isDegraded: outcome === '~' }
    const after = afterRun(standing, { ...ran, at: minutesAfter(noon, minute) }, rules)
    standing = after.standing
    return after.told.map(({ action }) => action.replace('journey.', ''))
  })
}

describe('whoever is to hear', () => {
  test('J7: hears after as many failures in a row as the document bears, once, and of the recovery', () => {
    assert.deepEqual(
      told(['failed', 'passed', 'failed', 'failed', 'failed', 'passed', 'passed'], { afterFailures: 2 }),
      [[], [], [], ['failing'], [], ['recovered'], []],
    )
  })

  test('J7: is reminded as often as the document wants, and no more', () => {
    const outcomes = Array.from({ length: 13 }, () => 'failed' as const)

    const heard = told(outcomes, { afterFailures: 1, remindMinutes: 5 })

    assert.deepEqual(
      heard.flatMap((each, minute) => (each.length > 0 ? [[minute, ...each]] : [])),
      [
        [0, 'failing'],
        [5, 'still_failing'],
        [10, 'still_failing'],
      ],
    )
  })

  test('J7: hears of a run that passed at a further attempt nothing: it passed', () => {
    assert.deepEqual(told(['failed', 'passed_retry', 'failed'], { afterFailures: 2 }), [[], [], []])
  })

  test('J7: hears since when it fails: since the first of the failures, not since the one that told of it', () => {
    const after = (before: Standing, minute: number, outcome: Outcome) =>
      afterRun(before, { outcome, isDegraded: false, at: minutesAfter(noon, minute) }, { afterFailures: 3 })

    const two = after(after(untold, 0, 'failed').standing, 5, 'failed')
    const third = after(two.standing, 10, 'failed')
    const up = after(third.standing, 15, 'passed')

    const since = noon.toISOString()
    assert.deepEqual(
      [two.standing.failingSince, third.standing.failingSince, up.standing.failedFirstAt],
      [null, since, null],
    )
    assert.deepEqual(third.told[0]!.detail, { failures: 3, since, seconds: 600 })
    assert.deepEqual(up.told[0]!.detail, { failures: 3, since, seconds: 900 })
  })

  test('J7: hears of a row that began before the first failure was written down', () => {
    const kept = { failures: 1, notRun: 0, failingSince: null, remindedAt: null }

    const { standing } = afterRun(
      { ...untold, ...kept },
      { outcome: 'failed', isDegraded: false, at: noon },
      { afterFailures: 2 },
    )

    assert.equal(standing.failingSince, noon.toISOString())
  })

  test('J7: is reminded of a journey that cannot be run as often as of one that fails', () => {
    const outcomes = Array.from({ length: 13 }, () => 'could_not_run' as const)

    const heard = told(outcomes, { afterFailures: 2, remindMinutes: 5 })

    assert.deepEqual(
      heard.flatMap((each, minute) => (each.length > 0 ? [[minute, ...each]] : [])),
      [
        [1, 'not_running'],
        [6, 'not_running'],
        [11, 'not_running'],
      ],
    )
  })

  test('J7: hears that a journey cannot be run, which neither fails nor heals it', () => {
    assert.deepEqual(
      told(
        ['failed', 'could_not_run', 'could_not_run', 'could_not_run', 'failed', 'could_not_run', 'passed'],
        { afterFailures: 2 },
      ),
      [[], [], ['not_running'], [], ['failing'], [], ['recovered']],
    )
  })

  test('J7: hears when it becomes slow, and when it is no more', () => {
    assert.deepEqual(told(['passed', '~', '~', 'passed', '~', 'failed', 'passed'], { afterFailures: 1 }), [
      [],
      ['degraded'],
      [],
      ['degraded_over'],
      ['degraded'],
      ['failing'],
      ['recovered'],
    ])
  })

  test('J8: hears of a burn when it begins and when it gets worse, and not while it eases', () => {
    let standing: Standing = untold
    const heard = ([null, 'ticket', 'ticket', 'page', 'page', 'ticket', null, 'page'] as const).map(
      (burning) => {
        const after = afterBurn(standing, burning)
        standing = after.standing
        return after.told.map(({ detail }) => detail.urgency).join()
      },
    )

    assert.deepEqual(heard, ['', 'ticket', '', 'page', '', '', '', 'page'])
  })

  test('J7: hears of maintenance at its beginning and at its end', () => {
    let standing: Standing = untold
    const heard = [false, true, true, false].map((isIn) => {
      const after = afterMaintenance(standing, isIn)
      standing = after.standing
      return after.told.map(({ action }) => action).join()
    })

    assert.deepEqual(heard, ['', 'journey.maintenance_began', '', 'journey.maintenance_ended'])
  })
})
