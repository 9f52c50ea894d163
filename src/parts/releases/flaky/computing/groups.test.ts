import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Entry, packed } from '../history/vectors.ts'
import { historiesOf } from './groups.ts'
import { repeatsOf } from './repeats.ts'
import type { WindowRun } from './uploads.ts'

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
    shard: '',
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

  const outcomesIn = (uploads: readonly [attempts: string, more: Partial<WindowRun>][]) => {
    const runs = uploads.map(([attempts, more]) =>
      aRun({ 1: attempts }, { commit: 'a', ciRunId: '1', ...more }),
    )
    const [group] = historyOf(runs, 1)
    return [group!.runs.map(({ id, attempts, failures }) => [id, attempts, failures]), group!.shardsDiffer]
  }

  test('takes the shards of one attempt of a run for one run, which failed where one of them did', () => {
    const [node20, node22] = [{ shard: 'node20' }, { shard: 'node22' }]

    assert.deepEqual(
      [
        outcomesIn([
          ['p', node20],
          ['ff', node22],
        ]),
        outcomesIn([
          ['fp', node20],
          ['p', node22],
        ]),
        outcomesIn([
          ['p', node20],
          ['p', node22],
        ]),
      ],
      [
        [[['1#1', 2, 2]], true],
        [[['1#1', 2, 1]], true],
        [[['1#1', 1, 0]], false],
      ],
    )
  })

  test('takes a shard that passes in the next attempt of the run for a pass', () => {
    const outcomes = outcomesIn([
      ['p', { shard: '1' }],
      ['f', { shard: '2' }],
      ['p', { shard: '2', attempt: 2 }],
    ])

    assert.deepEqual(outcomes[0], [
      ['1#1', 1, 1],
      ['1#2', 1, 0],
    ])
  })

  test('F8: takes a report that was sent twice for one, which shows most attempts or was written last', () => {
    assert.deepEqual(
      [
        outcomesIn([
          ['f', {}],
          ['f', {}],
        ]),
        outcomesIn([
          ['f', {}],
          ['p', {}],
        ]),
        outcomesIn([
          ['fp', {}],
          ['p', {}],
        ]),
      ].map(([runs]) => runs),
      [[['1#1', 1, 1]], [['1#1', 1, 0]], [['1#1', 2, 1]]],
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
  test('are commits on which a test ran more than once, in one run or several, without infra runs and other shards', () => {
    const runs = [
      aRun({ 1: 'fp', 2: 'p', 3: 'p' }, { commit: 'a' }),
      aRun({ 2: 'f', 3: 'p' }, { commit: 'b' }),
      aRun({ 2: 'p', 3: 'p' }, { commit: 'b' }),
      aRun({ 2: 'ff' }, { commit: 'c', isInfra: true }),
      aRun({ 2: 'f', 3: 'p' }, { commit: 'd', ciRunId: 'one' }),
      aRun({ 2: 'p', 3: 'p' }, { commit: 'd', ciRunId: 'one', shard: '2' }),
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
