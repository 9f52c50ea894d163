import { readFileSync, statSync } from 'node:fs'
import { Trouble } from '../trouble.ts'
import { type Row, rowOf, type Source, type Table, wantedColumns } from './import-source.ts'

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
  const lacking = wantedColumns(table).find((column) => !header.includes(column))
  if (lacking)
    throw new Trouble(`The first line of ${path} has no column ${lacking}.`, {
      hint: `Make it with a header: psql -c "\\copy ${table.table} to '${table.table}.csv' csv header"`,
    })
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
