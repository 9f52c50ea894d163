import type { OwnerConnection } from '../../../kit/sql-copy.ts'
import type { ArchivedTable, OpenArchive } from '../archive/archive.ts'
import type { Manifest } from '../archive/blocks.ts'
import { damage } from '../archive/damage.ts'
import { type CataloguedTable, inPublic, quoted, quotedAll } from '../catalogue.ts'
import { secretTables } from '../secret-tables.ts'

export type OnLoaded = (rows: number) => void

/** Takes the rows that the migrations planted away, and puts the backup's in their place. */
export async function loadTables(
  connection: OwnerConnection,
  archive: OpenArchive,
  tables: readonly CataloguedTable[],
  onLoaded: OnLoaded,
): Promise<void> {
  for (const { name } of tables.toReversed()) await connection.query(`delete from ${inPublic(name)}`)
  let rows = 0
  for await (const archived of archive.tables) {
    const table = tables.find(({ name }) => name === archived.name)
    if (!table) throw damage.altered(`so that it has a table ${archived.name}`)
    if (secretTables[table.name]) await fillFromKeys(connection, table, archived)
    else rows += await fill(connection, table, archived, (now) => onLoaded(rows + now))
  }
  checkSame(archive.manifest(), tables)
}

async function fill(
  connection: OwnerConnection,
  table: CataloguedTable,
  archived: ArchivedTable,
  onLoaded: OnLoaded,
): Promise<number> {
  checkColumns(table.columns, archived)
  await makePartitions(connection, table, archived)
  const rows = await connection.copyIn(
    `copy ${inPublic(table.name)} (${quotedAll(table.columns)}) from stdin`,
    archived.rows,
  )
  onLoaded(rows)
  return rows
}

/** The log's months are made by the function that makes them day by day, guards included. */
async function makePartitions(
  connection: OwnerConnection,
  table: CataloguedTable,
  { partitions = [] }: ArchivedTable,
): Promise<void> {
  for (const name of partitions.filter((each) => !table.partitions.includes(each))) {
    const [, year, month] = /^audit_entry_(\d{4})_(\d{2})$/.exec(name) ?? []
    if (!year || !month) throw new Error(`nobody knows how to make the partition ${name} of ${table.name}`)
    await connection.query('select public.audit_month($1)', [`${year}-${month}-15T00:00:00Z`])
  }
}

/** Its rows came from the file of keys; here it is said which of them there were. */
async function fillFromKeys(
  connection: OwnerConnection,
  { name, columns }: CataloguedTable,
  archived: ArchivedTable,
): Promise<void> {
  const had = [...secretTables[name]!]
  checkColumns(had, archived)
  await connection.query(
    `create temp table ${hadTable(name)} on commit drop as select ${quotedAll(had)} from ${inPublic(name)} limit 0`,
  )
  await connection.copyIn(`copy ${hadTable(name)} (${quotedAll(had)}) from stdin`, archived.rows)
  if (name === 'subject_salt') return fillSalts(connection)
  await connection.query(
    `insert into ${inPublic(name)} (${quotedAll(columns)}) select ${quotedAll(columns)} from ${keyTable(name)}`,
  )
}

/**
 * A user who had a salt and has none in the file of keys was erased since. Such a user gets a salt that opens nothing,
 * for the rows that refer to it, and is erased again once the rest is proved.
 */
async function fillSalts(connection: OwnerConnection): Promise<void> {
  await connection.query(`insert into public.subject_salt (account_id, subject_id, salt)
    select h.account_id, h.subject_id, coalesce(k.salt, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))
    from ${hadTable('subject_salt')} h left join ${keyTable('subject_salt')} k on k.account_id = h.account_id and k.subject_id = h.subject_id`)
}

/** Rows of the file of keys, as they came. */
export async function loadKeys(
  connection: OwnerConnection,
  archive: OpenArchive,
  tables: readonly CataloguedTable[],
): Promise<void> {
  for await (const archived of archive.tables) {
    const table = tables.find(({ name }) => name === archived.name && secretTables[name])
    if (!table) throw damage.altered(`so that its keys have a table ${archived.name}`)
    checkColumns(table.columns, archived)
    const into = keyTable(table.name)
    await connection.query(
      `create temp table ${into} on commit drop as select * from ${inPublic(table.name)} limit 0`,
    )
    await connection.copyIn(`copy ${into} (${quotedAll(table.columns)}) from stdin`, archived.rows)
    await connection.query(`analyze ${into}`)
  }
}

/** Temporary tables: what the file of tables says there was, and what the file of keys holds. */
export const hadTable = (table: string): string => `pg_temp.${quoted(`had_${table}`)}`
export const keyTable = (table: string): string => `pg_temp.${quoted(`key_${table}`)}`

function checkColumns(columns: readonly string[], archived: ArchivedTable): void {
  if (columns.join() !== archived.columns.join())
    throw damage.altered(`so that ${archived.name} has other columns than its schema`)
}

function checkSame({ tables: named }: Manifest, tables: readonly CataloguedTable[]): void {
  const missing = tables.filter((table) => !named.some(({ name }) => name === table.name))
  if (missing.length > 0) throw damage.altered(`so that ${missing[0]!.name} is missing`)
}

export async function setSequences(connection: OwnerConnection, { sequences }: Manifest): Promise<void> {
  for (const { name, value, isCalled } of sequences)
    await connection.query('select setval($1::regclass, $2::bigint, $3)', [inPublic(name), value, isCalled])
}
