import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareLines, foldRows, type Row } from './line-diff.ts'

const lines = (text: string) => text.split(' ')
const shown = (rows: readonly Row[]) =>
  rows.map(({ kind, base, target }) => `${kind} ${base ?? '-'} ${target ?? '-'}`)

test('lines in common stand beside each other, a changed one beside what it became', () => {
  const rows = compareLines(lines('a b c d'), lines('a x c d e'))

  assert.deepEqual(shown(rows), ['same 1 1', 'changed 2 2', 'same 3 3', 'same 4 4', 'added - 5'])
})

test('what was put in between moves nothing else', () => {
  const rows = compareLines(lines('a b c'), lines('a new new b c'))

  assert.deepEqual(shown(rows), ['same 1 1', 'added - 2', 'added - 3', 'same 2 4', 'same 3 5'])
})

test('every line of both texts stands in one row, in its order, and those called the same are', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '', '}'), { maxLength: 40 })
  fc.assert(
    fc.property(text, text, (base, target) => {
      const rows = compareLines(base, target)

      assert.deepEqual(
        rows.flatMap((row) => row.base ?? []),
        base.map((_, place) => place + 1),
      )
      assert.deepEqual(
        rows.flatMap((row) => row.target ?? []),
        target.map((_, place) => place + 1),
      )
      for (const { kind, base: one, target: other } of rows)
        if (kind === 'same') assert.equal(base[one! - 1], target[other! - 1])
    }),
  )
})

test('as many lines are found in common as there are', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 })
  fc.assert(
    fc.property(text, text, (base, target) => {
      const found = compareLines(base, target).filter(({ kind }) => kind === 'same').length

      assert.equal(found, longestCommon(base, target))
    }),
  )
})

function longestCommon(base: readonly string[], target: readonly string[]): number {
  const table = base.reduce<number[]>(
    (above, line) => {
      const row = [0]
      target.forEach((other, at) =>
        row.push(line === other ? above[at]! + 1 : Math.max(row[at]!, above[at + 1]!)),
      )
      return row
    },
    target.map(() => 0).concat(0),
  )
  return table.at(-1)!
}

test('two texts with nothing in common are told apart at once, however long they are', () => {
  const base = Array.from({ length: 20_000 }, (_, place) => `a${place}`)
  const target = Array.from({ length: 20_000 }, (_, place) => `b${place}`)
  const startedAt = performance.now()

  const rows = compareLines(base, target)

  assert.equal(rows.length, 20_000)
  assert.ok(performance.now() - startedAt < 2_000)
})

test('what is far from any difference is folded away', () => {
  const base = Array.from({ length: 30 }, (_, place) => `line ${place}`)
  const target = base.with(15, 'another')

  const stretches = foldRows(compareLines(base, target), 2)

  assert.deepEqual(
    stretches.map(({ kind, rows }) => [kind, rows.length]),
    [
      ['folded', 13],
      ['shown', 5],
      ['folded', 12],
    ],
  )
})
