import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ignoresIn } from './ignores.ts'
import { objectionsTo } from './objection.ts'
import { outlineOf } from './outline.ts'
import { sanitise } from './sanitise.ts'

const read = (content: string) => sanitise({ path: 'a.prisma', content })

describe('names and lines', () => {
  test('of models, fields and values are as people count them', () => {
    const outline = outlineOf([
      read('\nmodel A {\n  id Int @id\n\n  // x Int\n  at DateTime\n}\nenum B {\n  ONE\n}\n'),
    ])

    const { line, lastLine, members } = outline.get('A')!
    assert.deepEqual(
      [line, lastLine, [...members].map(([name, member]) => [name, member.line, member.type])],
      [
        2,
        7,
        [
          ['id', 3, 'Int'],
          ['at', 6, 'DateTime'],
        ],
      ],
    )
    assert.equal(outline.get('B')!.members.get('ONE')!.line, 9)
  })

  for (const [what, text, line, message] of [
    ['brackets nested too deep', `model A {\n x ${'['.repeat(20_000)}`, 2, /nested/],
    ['a NUL', 'model A {\n  id Int @id\0\n}', 2, /NUL/],
    ['words outside of blocks', 'model A {\n  id Int @id\n}\nhello\n', 4, /begins no block/],
    ['a block that is not closed', 'enum A {\n  X\n', 1, /not closed/],
    ['a block within another', 'model A {\n  id Int @id\nmodel B {\n}\n}', 3, /inside another/],
    ['a block of no kind', 'table A {\n}\n', 1, /begins with model/],
  ] as const)
    test(`X6: ${what} is told at once, at its line`, () => {
      const [first] = objectionsTo(read(text))

      assert.equal(first!.line, line)
      assert.match(first!.message, message)
    })

  test('X6: of thousands of mistakes the first twenty are told', () => {
    const found = objectionsTo(read('x y {\n}\n'.repeat(5000)))

    assert.equal(found.length, 20)
  })
})

describe('prisma-ignore', () => {
  const targets = (text: string) =>
    ignoresIn([read(text)]).map(({ rule, reason, model, field, line }) => [rule, reason, model, field, line])

  test('X8: at a field, above it, in a model, above a model, or anywhere', () => {
    const found = targets(`// prisma-ignore: L4 we watch it

// prisma-ignore: D1 nobody reads it
model A {
  id Int @id // prisma-ignore: D6, N2 all fit
  /// prisma-ignore: U1 looked
  slug String
  // prisma-ignore: D2 gone
}
`)

    assert.deepEqual(found, [
      ['L4', 'we watch it', null, null, 1],
      ['D1', 'nobody reads it', 'A', null, 3],
      ['D6', 'all fit', 'A', 'id', 5],
      ['N2', 'all fit', 'A', 'id', 5],
      ['U1', 'looked', 'A', 'slug', 6],
      ['D2', 'gone', 'A', null, 8],
    ])
  })

  test('X8: without a reason it has none, and in quotes it is no comment', () => {
    const found = targets(
      'model A {\n  id String @id @default("// prisma-ignore: D2 x")\n  // prisma-ignore: D2\n}\n',
    )

    assert.deepEqual(found, [['D2', '', 'A', null, 3]])
  })
})
