import assert from 'node:assert/strict'
import { matchesGlob } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { globOf } from './globs.ts'

const names = fc.array(fc.constantFrom('a', 'b', 'ab', 'aab', 'src'), { minLength: 1, maxLength: 4 })
const parts = fc.array(fc.constantFrom('a', '*', 'a*', '*b', '?', 'a?', '**', 'src', '{a,ab}'), {
  minLength: 1,
  maxLength: 4,
})

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

  test('of many stars is done in time with a name of any length', () => {
    const fits = globOf(`${'*a'.repeat(90)}b`)
    const from = performance.now()

    const result = fits('a'.repeat(4096))

    assert.equal(result, false)
    assert.ok(performance.now() - from < 1000)
  })

  test('takes no notice of case', () => {
    assert.equal(globOf('**/dockerfile*')('deploy/Dockerfile.prod'), true)
  })

  for (const pattern of ['', 'a'.repeat(201), 'a{b', '{a,{b,c}}', '{a,b}'.repeat(7)])
    test(`is refused as ${pattern.slice(0, 20) || 'nothing'}`, () => {
      assert.throws(() => globOf(pattern), RangeError)
    })
})
