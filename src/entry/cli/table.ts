import { printable } from './printable.ts'

export interface Column {
  /** Heading, in capitals. */
  title: string
  /** Never cut: what is copied from here (ids, addresses, commands) must be whole. */
  isWhole?: boolean
  /** Paints a cell after its width was settled. */
  paint?: Paint
}

export type Cells = readonly string[]

const gap = '  '
const narrowest = 6

/**
 * A table of at most `width` columns (default 80), as far as whole columns allow; cells that must give way end in an
 * ellipsis. Lines have no blanks at their end.
 */
export function table(
  columns: readonly Column[],
  rows: readonly Cells[],
  width = 80,
  heading = plainly,
): string {
  const cells = rows.map((row) => columns.map((_column, index) => printable(row[index] ?? '')))
  const widths = widthsOf(columns, cells, width)
  const painters = columns.map(({ paint = plainly }) => paint)
  const titles = line(
    columns.map(({ title }) => title),
    widths,
    columns.map(() => heading),
  )
  return [titles, ...cells.map((row) => line(row, widths, painters))].join('\n')
}

/** Two columns, names and what they are; values are never cut. */
export function details(pairs: readonly (readonly [name: string, value: string])[], paint = plainly): string {
  const longest = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${paint(name.padEnd(longest))}${gap}${printable(value)}`).join('\n')
}

/** One row a line, cells parted by tabs: for `cut`, `awk` and `while read`. */
export const plainRows = (rows: readonly Cells[]): string =>
  rows.map((row) => row.map(printable).join('\t')).join('\n')

const plainly: Paint = (text) => text

type Paint = (text: string) => string

function line(row: Cells, widths: readonly number[], painters: readonly Paint[]): string {
  const shown = row.map((cell, index) => {
    const text = cut(cell, widths[index]!)
    return painters[index]!(text) + ' '.repeat(widths[index]! - lengthOf(text))
  })
  return shown.join(gap).trimEnd()
}

function widthsOf(columns: readonly Column[], cells: readonly Cells[], width: number): number[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((row) => lengthOf(row[index]!))),
  )
  const total = () => widths.reduce((sum, each) => sum + each, 0) + gap.length * (columns.length - 1)
  // The widest that may be cut gives way first.
  while (total() > width) {
    const candidates = widths.map((each, index) => (columns[index]!.isWhole || each <= narrowest ? 0 : each))
    const widest = candidates.indexOf(Math.max(...candidates))
    if (candidates[widest] === 0) break
    widths[widest]! -= 1
  }
  return widths
}

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const lettersOf = (text: string): string[] => [...letters.segment(text)].map(({ segment }) => segment)
const lengthOf = (text: string): number => lettersOf(text).length

function cut(text: string, width: number): string {
  const found = lettersOf(text)
  return found.length <= width ? text : `${found.slice(0, width - 1).join('')}…`
}
