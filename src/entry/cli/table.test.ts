import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printable } from './printable.ts'
import { details, plainRows, table } from './table.ts'

const id = '01890a5d-ac96-774b-bcce-b302099a8057'

test('a table that is too wide gives way in its widest columns, and never in a whole one', () => {
  const columns = [{ title: 'ID', isWhole: true }, { title: 'USER' }, { title: 'STATUS' }]

  const [, row] = table(
    columns,
    [[id, 'somebody-with-a-very-long-name@example.org-and-more', 'active']],
    80,
  ).split('\n')

  assert.equal(row!.length, 80)
  assert.ok(row!.startsWith(`${id}  somebody-with-a-very`))
  assert.match(row!, /… {2}active$/)
})

test('columns stand below their headings, and lines end without blanks', () => {
  const text = table(
    [{ title: 'A' }, { title: 'B' }],
    [
      ['1', 'x'],
      ['333', ''],
    ],
  )

  assert.equal(text, 'A    B\n1    x\n333')
})

test('paint does not count as width', () => {
  const red = (text: string) => `\u001B[31m${text}\u001B[39m`

  const text = table([{ title: 'A', paint: red }, { title: 'B' }], [['1', 'x']])

  assert.equal(text, 'A  B\n\u001B[31m1\u001B[39m  x')
})

test('letters of several code points count once and are never cut apart', () => {
  const text = table([{ title: 'NAME' }, { title: 'B' }], [['👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 'x']], 9)

  assert.equal(text.split('\n')[1], '👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦…  x')
})

test('names and values stand in two columns', () => {
  assert.equal(
    details([
      ['id', '1'],
      ['status', 'active'],
    ]),
    'id      1\nstatus  active',
  )
})

test('plain rows are parted by tabs, and a cell holds neither tab nor line break', () => {
  assert.equal(
    plainRows([
      ['a\tb', 'c\nd'],
      ['e', ''],
    ]),
    'a\u{FFFD}b\tc\u{FFFD}d\ne\t',
  )
})

test('text of others obeys nothing and turns nothing around', () => {
  assert.equal(
    printable('\u001B]0;title\u0007a\u001B[31mred\u001B[0m\u202Eb\r\u0000'),
    'ared\u{FFFD}b\u{FFFD}\u{FFFD}',
  )
})
