import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Entry, packed } from '../history/vectors.ts'
import { historiesOf, type WindowRun } from './groups.ts'
import { repeatsOf } from './repeats.ts'

/** Each letter an attempt, `p` passed, `f` failed; none: skipped. */
const entry = (number: number, attempts: string): Entry => ({
  number,
  attempts: attempts.length,
  failures: [...attempts].filter((letter) => letter === 'f').length,
  firstFailed: attempts.startsWith('f'),
  lastFailed: attempts.endsWith('f'),
  milliseconds: attempts === 'p' ? 0 : attempts.length * 10,
  failedMilliseconds: [...attempts].filter((letter) => letter === 'f').length * 10,
})

let last = 0
function aRun(tests: Readonly<Record<number, string>>, more: Partial<WindowRun> = {}): WindowRun {
  const at = ++last
  const entries = Object.entries(tests).map(([number, attempts]) => entry(Number(number), attempts))
  return {
    id: `run ${at}`,
    at,
    commit: `commit ${at}`,
    branch: 'main',
    isDefaultBranch: true,
    prNumber: null,
    ciRunId: `ci ${at}`,
    attempt: 1,
    isInfra: false,
    results: packed(entries).results,
    ...more,
  }
}

const historyOf = (runs: readonly WindowRun[], number: number, aliases: [number, number][] = []) =>
  historiesOf(runs, {
    numbers: [number],
    passMilliseconds: [7],
    aliases,
    changes: new Map([[12, ['a', 'b']]]),
  })[0]!

describe('the history of a test', () => {
  test('has a group for each commit, with all runs on it and what their attempts took', () => {
    const runs = [
      aRun({ 1: 'ff', 2: 'p' }, { commit: 'a', ciRunId: '1' }),
      aRun({ 2: 'p' }, { commit: 'b' }),
      aRun({ 1: 'p' }, { commit: 'a', ciRunId: '1', attempt: 2 }),
    ]

    const [group, ...others] = historyOf(runs, 1)

    const { attempts, failures, firstFailed, durationMilliseconds, failedMilliseconds } = group!
    assert.deepEqual(others, [])
    assert.deepEqual(
      { attempts, failures, firstFailed, durationMilliseconds, failedMilliseconds },
      { attempts: 3, failures: 2, firstFailed: true, durationMilliseconds: 27, failedMilliseconds: 20 },
    )
    assert.deepEqual(
      group!.runs.map(({ id, attempts, failures }) => [id, attempts, failures]),
      [
        ['1#1', 2, 2],
        ['1#2', 1, 0],
      ],
    )
  })

  test('takes the shards of one attempt of a run for one run', () => {
    const runs = [
      aRun({ 1: 'f' }, { commit: 'a', ciRunId: '1', id: 'shard 1' }),
      aRun({ 1: 'p' }, { commit: 'a', ciRunId: '1', id: 'shard 2' }),
    ]

    const [group] = historyOf(runs, 1)

    assert.deepEqual(
      group!.runs.map(({ id, attempts, failures }) => [id, attempts, failures]),
      [['1#1', 2, 1]],
    )
  })

  test('F8: keeps runs without a commit apart, as nothing says that they are of one', () => {
    const runs = [aRun({ 1: 'f' }, { commit: '' }), aRun({ 1: 'p' }, { commit: '' })]

    const history = historyOf(runs, 1)

    assert.deepEqual(
      history.map(({ attempts, failures }) => [attempts, failures]),
      [
        [1, 1],
        [1, 0],
      ],
    )
  })

  test('F11: leaves infra runs out of a group that has others, and shows a group that has none', () => {
    const runs = [
      aRun({ 1: 'f' }, { commit: 'a', isInfra: true }),
      aRun({ 1: 'p' }, { commit: 'a' }),
      aRun({ 1: 'f' }, { commit: 'b', isInfra: true }),
    ]

    const history = historyOf(runs, 1)

    assert.deepEqual(
      history.map(({ isInfra, attempts, failures, firstFailed, runs }) => [
        isInfra,
        attempts,
        failures,
        firstFailed,
        runs.length,
      ]),
      [
        [false, 1, 0, false, 1],
        [true, 1, 1, true, 1],
      ],
    )
  })

  test('knows what its pull requests change, where that is known', () => {
    const runs = [aRun({ 1: 'p' }, { prNumber: 12 }), aRun({ 1: 'p' }, { prNumber: 13 }), aRun({ 1: 'p' })]

    const history = historyOf(runs, 1)

    assert.deepEqual(
      history.map(({ changedFiles }) => changedFiles),
      [['a', 'b'], null, null],
    )
  })

  test('leaves out what was skipped', () => {
    const history = historyOf([aRun({ 1: '' }), aRun({ 1: 'p' })], 1)

    assert.equal(history.length, 1)
  })

  test('F5: holds what the test did under former names, but where it ran under its own, too', () => {
    const runs = [aRun({ 5: 'f' }), aRun({ 1: 'p', 5: 'f' }), aRun({ 1: 'p' })]

    const history = historyOf(runs, 1, [[5, 1]])

    assert.deepEqual(
      history.map(({ failures }) => failures),
      [1, 0, 0],
    )
  })
})

describe('the repeats of a repository', () => {
  test('are commits on which a test ran more than once, in one run or several, without infra runs', () => {
    const runs = [
      aRun({ 1: 'fp', 2: 'p', 3: 'p' }, { commit: 'a' }),
      aRun({ 2: 'f', 3: 'p' }, { commit: 'b' }),
      aRun({ 2: 'p', 3: 'p' }, { commit: 'b' }),
      aRun({ 2: 'ff' }, { commit: 'c', isInfra: true }),
      aRun({ 3: 'ff' }, { commit: '' }),
      aRun({ 3: 'p' }, { commit: '' }),
    ]

    const repeats = repeatsOf(runs)

    assert.deepEqual(repeats, [
      { divergent: 1, repeated: 1 },
      { divergent: 1, repeated: 1 },
      { divergent: 0, repeated: 2 },
    ])
  })
})
