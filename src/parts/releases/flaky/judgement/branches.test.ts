import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultBranchIn, type BranchedRun } from './branches.ts'

/** Each a commit of its own. */
const runsOf = (branches: Readonly<Record<string, number>>): BranchedRun[] =>
  Object.entries(branches).flatMap(([branch, commits]) =>
    Array.from({ length: commits }, (_, index) => ({
      commit: `${branch} ${index}`,
      branch: branch === '' ? null : branch,
      prNumber: null,
    })),
  )

const defaultsIn = (branches: Readonly<Record<string, number>>, said: string | null = null): string[] => {
  const isDefault = defaultBranchIn(runsOf(branches), said)
  return Object.keys(branches).filter((branch) => isDefault({ commit: '', branch, prNumber: null }))
}

describe('the default branch', () => {
  for (const [what, branches, said, expected] of [
    ['is main or master, however little it is run', { main: 1, topic: 9 }, null, ['main']],
    ['is where Azure runs it', { 'refs/heads/main': 2, topic: 9 }, null, ['refs/heads/main']],
    ['is where Jenkins runs it', { 'origin/master': 2, topic: 9 }, null, ['origin/master']],
    ['is the busiest where neither is run', { develop: 5, 'topic/a': 2 }, null, ['develop']],
    ['is what was said', { main: 3, trunk: 1 }, 'trunk', ['trunk']],
    ['is what was said, in whichever form', { trunk: 1 }, 'refs/heads/trunk', ['trunk']],
    ['is no pull request without its number', { 'refs/pull/7/merge': 9, trunk: 1 }, null, ['trunk']],
    ['is not guessed where most runs name none', { '': 9, topic: 1 }, null, []],
    [
      'is a merge queue, too',
      { 'gh-readonly-queue/main/pr-7': 1, main: 1 },
      null,
      ['gh-readonly-queue/main/pr-7', 'main'],
    ],
  ] as const)
    test(what, () =>
      assert.deepEqual(
        defaultsIn(branches, said).filter((name) => name !== ''),
        expected,
      ),
    )

  test('is no branch of a pull request, and every run that names neither', () => {
    const isDefault = defaultBranchIn([], null)

    assert.equal(isDefault({ commit: '', branch: 'main', prNumber: 7 }), false)
    assert.equal(isDefault({ commit: '', branch: null, prNumber: null }), true)
  })
})
