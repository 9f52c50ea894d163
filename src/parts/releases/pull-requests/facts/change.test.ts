import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { changeOf } from './change.ts'
import { type FileFact, oncePerPath } from './file-fact.ts'
import { globOf } from './globs.ts'
import { isCode, isTest } from './kinds.ts'
import { purposeOf } from './purpose.ts'

const file = (path: string, additions = 1, deletions = 0, more: Partial<FileFact> = {}): FileFact => ({
  path,
  previousPath: null,
  status: 'changed',
  additions,
  deletions,
  isBinary: false,
  isGenerated: null,
  ...more,
})

describe('the measures of a change', () => {
  test('P1: are lines, files, folders, first segments and how evenly the lines lie', () => {
    const files = [
      file('src/a/x.ts', 3, 1),
      file('src/a/y.ts', 4),
      file('web/z.css', 0, 4),
      file('top.ts', 4),
    ]

    const { measures } = changeOf(files, true)

    assert.deepEqual(measures, { la: 11, ld: 5, nf: 4, nd: 3, ns: 3, entropy: 1, fix: true })
  })

  test('P1: count apart what nobody wrote by hand', () => {
    const made = [
      'package-lock.json',
      'web/dist/app.js',
      'src/__snapshots__/a.snap',
      'lib/x.min.js',
      'go.sum',
    ]
    const files = [file('src/a.ts', 5), ...made.map((path) => file(path, 1000, 1000))]

    const change = changeOf(files, false)

    assert.deepEqual(change.generated, { files: 5, additions: 5000, deletions: 5000 })
    assert.deepEqual(change.totals, { files: 6, additions: 5005, deletions: 5000 })
    assert.deepEqual([change.measures.la, change.measures.nf], [5, 1])
  })

  test('P1: count documents, pictures and data apart, whatever their size', () => {
    const content = ['README.md', 'web/logo.svg', 'data/cities.json', 'notes.ipynb', 'src/locales/de.json']
    const files = [file('src/a.ts', 5), ...content.map((path) => file(path, 20_000))]

    const change = changeOf(files, false)

    assert.deepEqual(change.content, { files: 5, additions: 100_000, deletions: 0 })
    assert.deepEqual([change.measures.la, change.measures.nf], [5, 1])
    assert.equal(changeOf([file('tsconfig.json', 3), file('package.json', 1)], false).measures.la, 4)
  })

  test('P1: mend a defect only where code is touched', () => {
    const fixes = ['README.md', 'yarn.lock', 'src/a.test.ts', 'ci.yml', 'src/a.ts'].map(
      (path) => changeOf([file(path)], true).measures.fix,
    )

    assert.deepEqual(fixes, [false, false, false, false, true])
  })

  test('P1: believe .gitattributes before the path, and the repository where that says nothing', () => {
    const files = [
      file('dist/by-hand.js', 1, 0, { isGenerated: false }),
      file('src/api.ts', 10, 0, { isGenerated: true }),
      file('src/schema.ts', 100),
    ]

    const { measures } = changeOf(files, false, globOf('src/schema.ts'))

    assert.equal(measures.la, 1)
  })

  test('P5: of a binary file and of a rename without changes are files without lines', () => {
    const files = [
      file('app.wasm', 0, 0, { isBinary: true }),
      file('b.ts', 0, 0, { previousPath: 'a.ts', status: 'renamed' }),
    ]

    const { measures } = changeOf(files, false)

    assert.deepEqual([measures.nf, measures.la, measures.entropy], [2, 0, 0])
  })

  test('P1: have an entropy between 0 and 1, whatever changes', () => {
    const lines = fc.integer({ min: 0, max: 100_000 })
    fc.assert(
      fc.property(fc.array(fc.tuple(lines, lines), { maxLength: 40 }), (churns) => {
        const { entropy } = changeOf(
          churns.map(([la, ld], n) => file(`src/${n}.ts`, la, ld)),
          false,
        ).measures

        assert.ok(entropy! >= 0 && entropy! <= 1, String(entropy))
      }),
    )
  })
})

describe('what a change is for', () => {
  for (const [title, isFix] of [
    ['fix: refuse a second use of a code', true],
    ['fix(auth)!: refuse it', true],
    ['Hotfix the login', true],
    ['Handle a regression in the parser', true],
    ['docs: fix a typo', false],
    ['test: cover the bug of last week', false],
    ['Add a fixture with a prefix', false],
    ['Resolve #12', true],
    ['Closes #4', true],
    ['Patch a security hole', true],
    ['Upgrade for CVE-2025-1234', true],
    ['Close the door', false],
    ['Revert "fix: refuse a second use of a code"', false],
    ['', false],
  ] as const)
    test(`P1: "${title}" ${isFix ? 'mends' : 'does not mend'}`, () => {
      assert.equal(purposeOf(title, []).isFix, isFix)
    })

  test('P1: is told by a label, too', () => {
    assert.equal(purposeOf('Refuse a second use', ['kind/bug', 'urgent']).isFix, true)
    assert.equal(purposeOf('Refuse a second use', ['debug', 'prefix']).isFix, false)
    for (const label of ['not-a-bug', 'no regression', "won't fix"])
      assert.equal(purposeOf('Refuse a second use', [label]).isFix, false, label)
  })
})

describe('what kind of file a path is', () => {
  for (const path of [
    'src/a.test.ts',
    'tests/a.ts',
    'pkg/a_test.go',
    'test_a.py',
    'src/test/java/ATest.java',
  ])
    test(`${path} is a test`, () => {
      assert.deepEqual([isTest(path), isCode(path)], [true, false])
    })

  for (const path of ['src/contest.ts', 'latest/a.go', 'src/attestation.rs'])
    test(`${path} is code`, () => {
      assert.deepEqual([isTest(path), isCode(path)], [false, true])
    })
})

test('a path that is told twice is one file with the lines of both', () => {
  const files = oncePerPath([
    file('a.ts', 3, 1, { status: 'removed' }),
    file('b.ts'),
    file('a.ts', 4, 0, { status: 'added' }),
  ])

  assert.deepEqual(
    files.map(({ path, status, additions, deletions }) => [path, status, additions, deletions]),
    [
      ['a.ts', 'added', 7, 1],
      ['b.ts', 'changed', 1, 0],
    ],
  )
})
