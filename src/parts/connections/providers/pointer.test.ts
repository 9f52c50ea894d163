import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { valueAt, valuesAt } from './pointer.ts'

test('a pointer leads through objects and arrays, and the empty one to the whole', () => {
  const document = { a: [{ 'b/c': 1 }, { 'b/c': 2 }], '': { '~': 3 } }

  assert.equal(valueAt(document, ''), document)
  assert.equal(valueAt(document, '/a/1/b~1c'), 2)
  assert.equal(valueAt(document, '//~0'), 3)
  assert.deepEqual(valuesAt(document, '/a/*/b~1c'), [1, 2])
})

test('a place that is not there, or is not the document’s own, has no value', () => {
  for (const pointer of ['/b', '/a/b/c', '/toString', '/__proto__', '/a/length/x', '/constructor/name']) {
    assert.deepEqual(valuesAt({ a: 'text' }, pointer), [])
  }
})

test('any pointer into any document is survived, with at most 100 values', () => {
  const pointer = fc
    .array(fc.constantFrom('*', 'a', '0', '__proto__', '~1'))
    .map((parts) => parts.map((part) => `/${part}`).join(''))
  fc.assert(
    fc.property(fc.jsonValue(), pointer, (document, pointer) => {
      assert.ok(valuesAt(document, pointer).length <= 100)
    }),
  )
  assert.equal(valuesAt({ a: Array.from({ length: 10_000 }, () => [1, 2]) }, '/a/*/*').length, 100)
})
