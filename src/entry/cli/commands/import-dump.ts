import { createReadStream } from 'node:fs'
import { Trouble } from '../trouble.ts'
import { type Row, rowOf, type Source, type Table, wantedColumns } from './import-source.ts'

/** A plain dump as `pg_dump` writes it, of which the COPY sections are read. */
export const openDumpSource = (path: string): Source => ({
  rows: (table) => rowsIn(path, table),
  count: (table) => countIn(path, table),
  otherConnections: 0,
  close: async () => undefined,
})

async function* rowsIn<Name extends string>(path: string, table: Table<Name>): AsyncGenerator<Row<Name>> {
  let number = 0
  let isThere = false
  for await (const { columns, line } of copiedLines(path, table.table)) {
    isThere = true
    lackingColumn(path, table, columns)
    if (line === null) continue
    const values = line.split('\t')
    if (values.length !== columns.length)
      throw new Trouble(`${path} is damaged: a row of ${table.table} has ${values.length} columns.`, {
        hint: 'Make the dump anew.',
      })
    yield rowOf(table, (column) => unescaped(values[columns.indexOf(column)]!), ++number)
  }
  if (!isThere)
    throw new Trouble(`There is no COPY section of the table ${table.table} in ${path}.`, {
      hint: `Make a plain dump, without --inserts: pg_dump --data-only --table=${table.table} ... > old.sql`,
    })
}

async function countIn(path: string, table: string): Promise<number> {
  let count = 0
  for await (const { line } of copiedLines(path, table)) if (line !== null) count++
  return count
}

interface CopiedLine {
  columns: readonly string[]
  /** Null at the head of the section. */
  line: string | null
}

/** Lines of a table's COPY sections. What looks like a head within another table's rows is none. */
async function* copiedLines(path: string, table: string): AsyncGenerator<CopiedLine> {
  let section: { columns: readonly string[]; isOurs: boolean } | null = null
  for await (const line of linesOf(path)) {
    if (section === null) {
      section = headOf(line, table)
      if (section?.isOurs) yield { columns: section.columns, line: null }
    } else if (line === '\\.') section = null
    else if (section.isOurs) yield { columns: section.columns, line }
  }
  if (section)
    throw new Trouble(`${path} ends in the middle of a table.`, {
      hint: 'Make the dump anew: it is cut off.',
    })
}

const head = /^COPY (?:("[^"]+"|\w+)\.)?("[^"]+"|\w+) \((.*)\) FROM stdin;$/

function headOf(line: string, table: string) {
  const [, schema = 'public', name, columns] = head.exec(line) ?? []
  if (name === undefined || columns === undefined) return null
  const isOurs = bare(schema) === 'public' && bare(name) === table
  return { columns: columns.split(', ').map(bare), isOurs }
}

const bare = (identifier: string): string =>
  identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier

function lackingColumn(path: string, wanted: Table, there: readonly string[]): void {
  const { table } = wanted
  const lacking = wantedColumns(wanted).find((column) => !there.includes(column))
  if (lacking)
    throw new Trouble(`The table ${table} in ${path} has no column ${lacking}.`, {
      hint: 'Is it of the old system, of a version that documents this table?',
    })
}

/** Parted by line feeds alone: what PostgreSQL writes within a value is escaped, other separators are not. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop()!
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
  }
  if (rest !== '') yield rest
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** COPY's text format; `\N` is null. */
function unescaped(value: string): string | null {
  if (value === '\\N') return null
  return value.replace(
    /\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))/g,
    (_, hex?: string, octal?: string, other = '') =>
      hex !== undefined
        ? String.fromCharCode(Number.parseInt(hex, 16))
        : octal !== undefined
          ? String.fromCharCode(Number.parseInt(octal, 8))
          : (escapes[other as string] ?? (other as string)),
  )
}
