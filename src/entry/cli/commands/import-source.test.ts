import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { createDatabase, type TestDatabase } from '../../../../tests/support/cluster.ts'
import { openOwner } from '../../../kit/sql-copy.ts'
import { Trouble } from '../trouble.ts'
import { openSource } from './import-open.ts'
import type { Row, Table } from './import-source.ts'

const things = {
  table: 'things',
  columns: { id: 'id', name: 'Odd "name"', at: 'at', isGood: 'is_good', scopes: 'scopes', note: 'note' },
  longest: 50,
} as const satisfies Table

let database: TestDatabase
let folder: string
/** The same rows as a database, as a dump and as CSV, made by PostgreSQL itself. */
let places: Record<'database' | 'dump' | 'csv', string>

async function run(url: string, ...texts: string[]): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const results: pg.QueryResult[] = []
    for (const text of texts) results.push(await client.query(text))
    return results
  } finally {
    await client.end()
  }
}

before(async () => {
  database = await createDatabase()
  folder = mkdtempSync(join(tmpdir(), 'keyhold-import-'))
  await run(
    database.ownerUrl,
    `create table things (id int primary key, dropped int, "Odd ""name""" text, at timestamptz, is_good boolean, scopes text[], note text)`,
    'alter table things drop column dropped',
    `insert into things values
      (1, 'plain', '2026-01-01 06:00:00+00', true, '{a:read,b:write}', 'one'),
      (2, E'tab\\there, comma, "quote", back\\\\slash', '2026-01-01 06:00:00.25+00', false, '{}', E'line\\nfeed\\r\\nand \\\\. alone'),
      (3, '', null, null, null, null),
      (4, E'\\u2028 and \\u00fc and \\\\N', 'infinity', true, '{"two words"}', E'\\\\.'),
      (5, repeat('x', 80), '2026-01-01 06:00:00+00', true, '{}', '')`,
    // What looks like a section of ours stands in another table's rows.
    `create table before_it (note text)`,
    `insert into before_it values (E'COPY public.things (id) FROM stdin;\\n9\\n\\\\.')`,
  )
  places = { database: database.ownerUrl, dump: join(folder, 'old.sql'), csv: join(folder, 'things.csv') }
  const copied = async (table: string, how: string): Promise<string> => {
    const owner = await openOwner(database.ownerUrl, 'test')
    try {
      const pieces: Uint8Array[] = []
      for await (const piece of owner.copyOut(`copy ${table} to stdout ${how}`).pieces) pieces.push(piece)
      return Buffer.concat(pieces).toString()
    } finally {
      await owner.close()
    }
  }
  writeFileSync(places.csv, await copied('things', '(format csv, header)'))
  const columns = 'id, "Odd ""name""", at, is_good, scopes, note'
  writeFileSync(
    places.dump,
    [
      "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n",
      `COPY public.before_it (note) FROM stdin;\n${await copied('before_it', '')}\\.\n`,
      `COPY elsewhere.things (id) FROM stdin;\n77\n\\.\n`,
      `COPY public.things (${columns}) FROM stdin;\n${await copied('things', '')}\\.\n`,
      'ALTER TABLE ONLY public.things ADD CONSTRAINT things_pkey PRIMARY KEY (id);\n',
    ].join('\n'),
  )
})

after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await database?.drop()
})

async function rowsOf(from: string, table: Table = things): Promise<Row[]> {
  const source = await openSource(from)
  try {
    const rows: Row[] = []
    for await (const row of source.rows(table)) rows.push(row)
    return rows
  } finally {
    await source.close()
  }
}

const inWords = (words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Trouble, String(error))
  assert.match(`${error.message} ${error.hint}`, words)
  return true
}

describe('one table reads the same', () => {
  // A boolean is t in files and true in a query: the server takes both.
  const plain = (rows: Row[]) =>
    rows.map((row) => ({ ...row, isGood: row.isGood === null ? null : row.isGood![0] === 't' }))

  test('from a database, a dump and a CSV file, whatever is in its values', async () => {
    const [fromDatabase, fromDump, fromCsv] = await Promise.all(
      Object.values(places).map((place) => rowsOf(place)),
    )

    assert.equal(fromDatabase!.length, 5)
    assert.deepEqual(plain(fromDump!), plain(fromDatabase!))
    assert.deepEqual(plain(fromCsv!), plain(fromDatabase!))
    assert.deepEqual(fromDatabase![2], {
      id: '3',
      name: '',
      at: null,
      isGood: null,
      scopes: null,
      note: null,
    })
    assert.equal(fromDatabase![1]!.note, 'line\nfeed\r\nand \\. alone')
  })

  test('cut where the server would look no further', async () => {
    for (const place of Object.values(places)) assert.equal((await rowsOf(place))[4]!.name, 'x'.repeat(50))
  })

  test('in more rows than are fetched at once', async () => {
    await run(database.ownerUrl, 'create table many as select n as id from generate_series(1, 1201) n')

    const rows = await rowsOf(places.database, { table: 'many', columns: { id: 'id' }, longest: 10 })

    assert.deepEqual([rows.length, rows.at(-1)!.id], [1201, '1201'])
  })

  test('counted, where something tells', async () => {
    const counts = []
    for (const place of Object.values(places)) {
      const source = await openSource(place)
      counts.push([await source.count('things'), await source.count('not_there')])
      await source.close()
    }

    assert.deepEqual(counts, [
      [5, 0],
      [5, 0],
      [null, null],
    ])
  })
})

describe('what cannot be read is told in words, with the cure', () => {
  const file = (name: string, text: string | Buffer): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const missing = { ...things, columns: { id: 'id', gone: 'gone' } }

  test('a table or a column that is not there', async () => {
    for (const place of [places.database, places.dump])
      await assert.rejects(() => rowsOf(place, { ...things, table: 'nothing' }), inWords(/nothing/))
    for (const place of Object.values(places))
      await assert.rejects(() => rowsOf(place, missing), inWords(/column.*gone|gone.*column/))
  })

  test('a table whose rows are hidden from this login, which would look empty', async () => {
    await run(
      database.ownerUrl,
      'create table hidden (id int)',
      'alter table hidden enable row level security',
      'grant select on hidden to keyhold',
    )

    await assert.rejects(
      () => rowsOf(database.url, { table: 'hidden', columns: { id: 'id' }, longest: 10 }),
      inWords(/row-level security.*owns the table/),
    )
  })

  test('a dump of another kind, and what is compressed', async () => {
    await assert.rejects(() => rowsOf(file('custom', 'PGDMP\u0001\u000e')), inWords(/pg_restore/))
    await assert.rejects(() => rowsOf(file('packed', Buffer.from([0x1f, 0x8b, 8]))), inWords(/gunzip/))
    await assert.rejects(() => rowsOf(folder), inWords(/is a folder/))
  })

  test('files that are cut off or damaged', async () => {
    const dump = readFileSync(places.dump, 'utf8')
    const cut = file('cut.sql', dump.slice(0, dump.lastIndexOf('COPY public.things') + 120))
    const short = file('short.sql', dump.replace('1\tplain\t', '1\t'))
    const csv = readFileSync(places.csv, 'utf8')

    await assert.rejects(() => rowsOf(cut), inWords(/cut off|is damaged/))
    await assert.rejects(() => rowsOf(short), inWords(/is damaged/))
    await assert.rejects(() => rowsOf(file('cut.csv', `${csv}6,"open`)), inWords(/no CSV/))
    await assert.rejects(() => rowsOf(file('short.csv', `${csv}6\n`)), inWords(/is damaged/))
    await assert.rejects(() => rowsOf(file('empty.csv', '')), inWords(/no column/))
  })

  test('what is neither an address nor a file', async () => {
    await assert.rejects(() => rowsOf('backend_db'), inWords(/neither/))
    await assert.rejects(
      () => rowsOf('postgres://user:pass-word-1@['),
      (error: Error) => !/pass-word-1/.test(error.message),
    )
  })
})
