import { readFileSync, statSync } from 'node:fs'
import { Trouble } from '../trouble.ts'
import { type Row, rowOf, type Source, type Table } from './import-source.ts'

// All of it is read at once, and a text has its longest.
const mostBytes = 256 * 1024 * 1024

/** One table as psql's `\copy ... csv header` writes it. */
export function openCsvSource(path: string): Source {
  if (statSync(path).size > mostBytes)
    throw new Trouble(`${path} is larger than 256 MB.`, {
      hint: 'Give the address of the database instead, or a plain dump.',
    })
  return {
    rows: (table) => rowsIn(path, table),
    count: async () => null,
    otherConnections: 0,
    close: async () => undefined,
  }
}

async function* rowsIn<Name extends string>(path: string, table: Table<Name>): AsyncGenerator<Row<Name>> {
  const records = recordsOf(path, readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
  const header = records.next().value ?? []
  refuseLacking(path, table, header)
  let number = 0
  for (const record of records) {
    number++
    if (record.length !== header.length)
      throw new Trouble(`${path} is damaged: row ${number} has ${record.length} columns.`, {
        hint: 'Make the file anew.',
      })
    yield rowOf(table, (column) => record[header.indexOf(column)] ?? null, number)
  }
}

/** @throws Trouble naming every column that is not there, and what is */
function refuseLacking<Name extends string>(
  path: string,
  { table, columns, mayLack }: Table<Name>,
  header: readonly (string | null)[],
): void {
  const names = (Object.keys(columns) as (Name | 'id')[]).filter((name) => columns[name] !== '')
  const lacking = names.filter((name) => !header.includes(columns[name]))
  if (lacking.length === 0) return
  const theirs = lacking.map((name) => columns[name])
  // A first row of values may hold a secret: it is shown where it is a header alone.
  const isHeader = lacking.length < names.length
  throw new Trouble(
    `The first line of ${path} has no column${theirs.length === 1 ? '' : 's'} ${theirs.join(', ')}.`,
    {
      details: isHeader ? [`It is: ${header.join(', ')}`] : [],
      hint:
        isHeader && mayLack
          ? columnsCure(lacking, mayLack)
          : `Make it with a header: psql -c "\\copy ${table} to '${table}.csv' csv header"`,
    },
  )
}

/** Of what is called otherwise there, and of what is not there at all. */
function columnsCure(lacking: readonly string[], mayLack: readonly string[]): string {
  const left = lacking.filter((name) => mayLack.includes(name)).map((name) => `${name}=`)
  const otherwise = `Say what it is called there: --columns ${lacking[0]}=theirs`
  return left.length === 0
    ? `${otherwise}.`
    : `${otherwise}; or leave out what is not there: --columns ${left.join(' ')}`
}

// A quoted value with "" for a quote, or one without quotes; then what ends it.
const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y

/** RFC 4180, with PostgreSQL's difference between nothing (null) and `""` (no text). */
function* recordsOf(path: string, text: string): Generator<(string | null)[], undefined> {
  let record: (string | null)[] = []
  cell.lastIndex = 0
  for (let at = 0; at < text.length; at = cell.lastIndex) {
    cell.lastIndex = at
    const found = cell.exec(text)
    if (!found)
      throw new Trouble(`${path} is no CSV: a quote is not where one belongs.`, {
        hint: 'Make it with psql: \\copy ... csv header',
      })
    const [, quoted, plain, end] = found
    record.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'))
    if (end === ',' && cell.lastIndex < text.length) continue
    if (end === ',') record.push(null)
    yield record
    record = []
  }
}
