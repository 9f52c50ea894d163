import { InvalidArgumentError } from 'commander'
import type { Got } from '../../server.ts'
import { type Column, table } from '../../table.ts'
import type { Terminal } from '../../terminal.ts'

export type Standing = Got<'/internal/tests'>['tests'][number]
type Quarantine = NonNullable<Standing['quarantine']>

/** Of two browsers' tests of one name each says which. */
export const titleOf = ({ title, project }: { title: string; project?: string | null }): string =>
  project ? `[${project}] ${title}` : title

type Titled = Parameters<typeof titleOf>[0] & { repository: string; file: string | null }

/** Of tests of one repository that share a title, as two of its folders may, each says its file, too. */
export function titlesOf(rows: readonly Titled[]): string[] {
  const names = rows.map((row) => `${row.repository} ${titleOf(row)}`)
  return rows.map((row, place) => {
    const isShared = names.indexOf(names[place]!) !== names.lastIndexOf(names[place]!)
    return isShared && row.file !== null ? `${row.file} › ${titleOf(row)}` : titleOf(row)
  })
}

/** How long a quarantine that counts has left; of any other state a day of review says nothing. */
export const reviewOf = ({ state, isExpired, reviewBy }: Quarantine, when: (at: string) => string): string =>
  isExpired || state === 'quarantined' || state === 'disabled' ? when(reviewBy) : ''

/** Only a terminal has a width: what is piped or kept is whole. */
export const widthOf = ({ isSeen, width }: Terminal): number => (isSeen ? width : Infinity)

/** Reads the id of a test; a name of one is no mistake to be left alone with. */
export function testId(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text
  throw new InvalidArgumentError(
    `It is no whole id. The ids of tests with that in their name: flaky list --search ${JSON.stringify(text)}`,
  )
}

/** For people: tests with these cells, whose each is where that differs, and its title. Empty where there are none. */
export function testTable<Row extends Titled>(
  terminal: Terminal,
  columns: readonly Column[],
  rows: readonly Row[],
  cellsOf: (row: Row) => readonly string[],
): string {
  if (rows.length === 0) return ''
  const isOne = rows.every(({ repository }) => repository === rows[0]!.repository)
  const titles = titlesOf(rows)
  return table(
    [...columns, ...(isOne ? [] : [{ title: 'REPOSITORY' }]), { title: 'TEST' }],
    rows.map((row, place) => [...cellsOf(row), ...(isOne ? [] : [row.repository]), titles[place]!]),
    widthOf(terminal),
    terminal.paint.dim,
  )
}
