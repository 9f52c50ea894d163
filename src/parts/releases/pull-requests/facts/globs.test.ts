import assert from 'node:assert/strict'
import { matchesGlob } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { anyOf, Budget, globOf } from './globs.ts'

const names = fc.array(fc.constantFrom('a', 'b', 'ab', 'aab', 'src'), { minLength: 1, maxLength: 4 })
const parts = fc.array(
  fc.constantFrom('a', '*', 'a*', '*b', '*a*', '*?b', 'a*a*b', '?', 'a?', '**', 'src', '{a,ab}'),
  {
    minLength: 1,
    maxLength: 4,
  },
)

describe('a pattern of paths', () => {
  test('fits what the pattern of the platform fits, where that one ends in time', () => {
    fc.assert(
      fc.property(names, parts, (names, parts) => {
        const [path, pattern] = [names.join('/'), parts.join('/')]
        // There a folder's own `**` at the end takes at least one name; here none will do.
        fc.pre(!pattern.endsWith('**'))

        assert.equal(globOf(pattern)(path), matchesGlob(path, pattern), `${pattern} ${path}`)
      }),
      { numRuns: 2000 },
    )
  })

  for (const [what, pattern] of [
    ['many stars', `${'*a'.repeat(90)}b`],
    ['a long end', `*${'a'.repeat(180)}b`],
    ['a long beginning', `${'a'.repeat(180)}b*`],
    ['many folders', `**/${'a/'.repeat(90)}c/b`],
  ] as const)
    test(`of ${what} costs about its length times that of the path`, () => {
      const budget = new Budget(10 * 200 * 4096)
      const fits = anyOf([pattern], budget)

      const found = ['a'.repeat(4096), `${'a/'.repeat(2047)}b`].map((path) => fits(path))

      assert.deepEqual([found, budget.isSpent], [[false, false], false])
    })

  test('fits nothing any more once its budget is spent', () => {
    const budget = new Budget(1000)
    const fits = anyOf(['**/a.ts'], budget)
    const first = fits('src/a.ts')

    const found = Array.from({ length: 100 }, () => fits('src/a.ts'))

    assert.deepEqual([first, found.at(-1), budget.isSpent], [true, false, true])
  })

  test('takes no notice of case', () => {
    assert.equal(globOf('**/dockerfile*')('deploy/Dockerfile.prod'), true)
  })

  for (const pattern of ['', 'a'.repeat(201), 'a{b', '{a,{b,c}}', '{a,b}'.repeat(7)])
    test(`is refused as ${pattern.slice(0, 20) || 'nothing'}`, () => {
      assert.throws(() => globOf(pattern), RangeError)
    })
})
