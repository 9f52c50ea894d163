import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { minRenameScore, type NamedTest, suggestRenames } from './renames.ts'

const aTest = (name: string, some: Partial<NamedTest> = {}): NamedTest => ({
  key: name,
  file: 'src/a.test.ts',
  className: null,
  suite: ['sums'],
  name,
  project: null,
  occurrence: 1,
  ...some,
})

const pairs = (vanished: readonly NamedTest[], appeared: readonly NamedTest[]): string[] =>
  suggestRenames(vanished, appeared).map(({ from, to }) => `${from} -> ${to}`)

describe('F5: a test that vanished while one like it appeared is suggested as renamed', () => {
  const renames = [
    ['adds two numbers', 'adds two whole numbers'],
    ['returns 404 for a missing user', 'answers 404 for a missing user'],
    ['test_adds_two_numbers', 'test_adds_numbers'],
    ['passesOnTheSecondTry', 'passes on the second try'],
    ['recieves mail', 'receives mail'],
    ['café ist offen', 'das café ist offen'],
  ] as const
  for (const [before, after] of renames)
    test(`F5: ${before} -> ${after}`, () => {
      assert.deepEqual(pairs([aTest(before)], [aTest(after)]), [`${before} -> ${after}`])
    })

  test('F5: a suite that was renamed takes its tests along', () => {
    const vanished = [aTest('adds', { key: '1' }), aTest('subtracts', { key: '2' })]
    const appeared = [
      aTest('subtracts', { key: '4', suite: ['arithmetic'] }),
      aTest('adds', { key: '3', suite: ['arithmetic'] }),
    ]

    assert.deepEqual(pairs(vanished, appeared).toSorted(), ['1 -> 3', '2 -> 4'])
  })

  test('F5: names without anything in common are not paired', () => {
    assert.deepEqual(pairs([aTest('adds two numbers')], [aTest('sends a mail')]), [])
  })

  test('F5: neither are tests of other files, classes or projects', () => {
    const vanished = [aTest('adds two numbers')]
    const elsewhere = [{ file: 'src/b.test.ts' }, { className: 'acme.B' }, { project: 'firefox' }]

    for (const place of elsewhere)
      assert.deepEqual(pairs(vanished, [aTest('adds two whole numbers', place)]), [])
  })

  test('F5: of several the most alike is taken, and each test once', () => {
    const vanished = [aTest('adds two numbers'), aTest('adds three numbers')]
    const appeared = [aTest('adds three whole numbers'), aTest('adds two whole numbers')]

    assert.deepEqual(pairs(vanished, appeared).toSorted(), [
      'adds three numbers -> adds three whole numbers',
      'adds two numbers -> adds two whole numbers',
    ])
  })

  test('F5: a file that was rewritten tells nothing', () => {
    const many = Array.from({ length: 201 }, (_, at) => aTest(`adds ${at} numbers`))

    assert.deepEqual(pairs(many, [aTest('adds 1 whole numbers')]), [])
  })

  test('F5: each is suggested once, with a score in bounds, whatever their order', () => {
    const names = fc.array(
      fc.stringMatching(/^[ab]{1,3}( [ab]{1,3}){0,2}$/).map((name) => aTest(name)),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(names, names, (one, other) => {
        const vanished = one.map((each, at) => ({ ...each, key: `v${at}` }))
        const appeared = other.map((each, at) => ({ ...each, key: `a${at}` }))
        const found = suggestRenames(vanished, appeared)
        assert.equal(new Set(found.map(({ from }) => from)).size, found.length)
        assert.equal(new Set(found.map(({ to }) => to)).size, found.length)
        assert.ok(found.every(({ score }) => score >= minRenameScore && score <= 1))
        assert.deepEqual(suggestRenames(vanished.toReversed(), appeared.toReversed()), found)
      }),
    )
  })
})
