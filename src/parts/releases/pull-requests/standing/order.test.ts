import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { newsIn, type Standing } from './order.ts'
import { revertedTitleIn, revertsIn } from './reverts.ts'
import type { State, Telling } from './telling.ts'

const second = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, n))
const telling = (more: Partial<Telling>): Telling => ({
  number: 7,
  toldAt: null,
  action: null,
  before: null,
  headSha: null,
  baseSha: null,
  files: null,
  totals: null,
  note: null,
  reverts: { numbers: [], commits: [] },
  ...more,
})

/** As the store does it. */
function told(tellings: readonly Telling[]): Standing & { title: string } {
  const commits = new Set<string>()
  let standing: Standing & { title: string } = {
    state: 'open',
    headSha: null,
    toldAt: null,
    probability: null,
    title: '',
  }
  for (const each of tellings) {
    const news = newsIn(standing, each, each.headSha !== null && commits.has(each.headSha))
    if (each.headSha) commits.add(each.headSha)
    standing = {
      ...standing,
      state: news.decides ? (each.state ?? standing.state) : standing.state,
      headSha: news.isHead ? each.headSha : standing.headSha,
      title: news.describes ? (each.title ?? standing.title) : standing.title,
      toldAt:
        each.toldAt && (!standing.toldAt || each.toldAt > standing.toldAt) ? each.toldAt : standing.toldAt,
    }
  }
  return standing
}

/** A life of a pull request, each event in a second of its own. */
const events = [
  'opened',
  'synchronize',
  'edited',
  'synchronize',
  'closed',
  'reopened',
  'synchronize',
  'merged',
]
const life = events.map((action, n) => {
  const heads = events.slice(0, n + 1).filter((each) => each === 'synchronize').length
  const state: State = action === 'merged' ? 'merged' : action === 'closed' ? 'closed' : 'open'
  return telling({
    action,
    toldAt: second(n),
    state,
    headSha: `c${heads}`,
    before: `c${heads - 1}`,
    title: `t${n}`,
  })
})

describe('P4: events of a pull request', () => {
  test('P4: in any order, some of them twice, leave it as the last one does', () => {
    const orders = fc
      .shuffledSubarray(life, { minLength: 1 })
      .chain((some) => fc.shuffledSubarray([...some, ...some], { minLength: some.length * 2 }))
    fc.assert(
      fc.property(orders, (order) => {
        const last = order.toSorted((one, other) => +one.toldAt! - +other.toldAt!).at(-1)!

        const { state, headSha, title } = told(order)

        assert.deepEqual([state, headSha, title], [last.state, last.headSha, last.title])
      }),
    )
  })

  test('P4: of one second neither open an ended one again nor move the head back', () => {
    const at = second(1)
    const opened = telling({ action: 'opened', toldAt: at, state: 'open', headSha: 'a' })
    const pushed = telling({ action: 'synchronize', toldAt: at, state: 'open', headSha: 'b', before: 'a' })
    const closed = telling({ action: 'closed', toldAt: at, state: 'closed', headSha: 'b' })

    for (const order of [
      [opened, pushed, closed],
      [pushed, opened, closed],
      [closed, opened, pushed],
      [closed, pushed, opened],
      [pushed, closed, opened],
    ]) {
      const { state, headSha } = told(order)

      assert.deepEqual([state, headSha], ['closed', 'b'])
    }
  })

  test('P4: move the head with the code host alone once that has spoken', () => {
    const host = telling({ action: 'opened', toldAt: second(1), state: 'open', headSha: 'b', title: 'host' })
    const late = telling({ headSha: 'a', title: 'ci' })

    assert.deepEqual(
      [told([host, late]), told([late, host])].map(({ headSha, title }) => [headSha, title]),
      [
        ['b', 'host'],
        ['b', 'host'],
      ],
    )
  })

  test('P4: of a CI alone are taken as they come, and a commit that was there before is no new head', () => {
    const [one, other] = [telling({ headSha: 'a' }), telling({ headSha: 'b' })]

    assert.equal(told([one, other]).headSha, 'b')
    assert.equal(told([one, other, one]).headSha, 'b')
    assert.equal(told([one, telling({ state: 'merged' }), other]).headSha, 'a')
  })
})

describe('what a description takes back', () => {
  test('is found by number and by commit', () => {
    const text = `Reverts acme/app#12\n\nThis reverts commit ${'AB12'.repeat(10)}. See #13.`

    assert.deepEqual(revertsIn(text, 'acme/app'), { numbers: [12], commits: ['ab12'.repeat(10)] })
  })

  test('is of its own repository', () => {
    const text = 'Reverts other/lib#5\nReverts Acme/App#6\nReverts #7'

    assert.deepEqual(revertsIn(text, 'acme/app').numbers, [6, 7])
    assert.deepEqual(revertsIn(text, undefined).numbers, [7])
  })

  for (const [what, text] of [
    ['in a comment', '<!-- \nReverts #1\n-->\n<!--\nThis reverts commit abcdef1.'],
    ['quoted', '> Reverts #1\n> This reverts commit abcdef1.'],
    ['code', '```\nReverts #1\n```\n    Reverts #2\n`Reverts #3`\n~~~\nThis reverts commit abcdef1.'],
    ['in the midst of a sentence', 'This pulls in lib 2, which reverts #5 upstream.'],
    ['said of many', Array.from({ length: 20 }, (_, n) => `Reverts #${n + 1}`).join('\n')],
  ] as const)
    test(`is not found where it is ${what}`, () => {
      assert.deepEqual(revertsIn(text, 'acme/app'), { numbers: [], commits: [] })
    })

  test('is found by the title that it quotes', () => {
    assert.equal(revertedTitleIn('Revert "fix: close the "old" door"'), 'fix: close the "old" door')
    assert.equal(revertedTitleIn('Reverting is fine'), null)
  })
})
