import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { roles, urlOf } from '../../../src/entry/postgres/index.ts'
import { socketFolderOf } from '../../../src/entry/postgres/home-folder.ts'
import { on } from '../../support/backups.ts'

/** Something the product wrote or answered. */
export interface Written {
  where: string
  bytes: Buffer
  /** Kinds of secrets that it shows by design. */
  shows?: readonly string[]
}

/** Every file below a folder, but those that hold a key by design. */
export function filesBelow(folder: string, keyFiles: readonly string[]): Written[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !keyFiles.includes(name))
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path).isFile())
    .map((path) => ({ where: `file ${relative(folder, path)}`, bytes: readFileSync(path) }))
}

/** The embedded database as its superuser, whom no policy binds. */
export const superUrlOf = (home: string): string => urlOf(socketFolderOf(home), roles.supervisor)

/** Every row of every table, as text and with its bytes decoded. */
export async function tablesOf(superUrl: string): Promise<Written[]> {
  const tables = await on<{ name: string }>(
    superUrl,
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  )
  const written: Written[] = []
  for (const { name } of tables) {
    const rows = await on<{ row: string }>(superUrl, `select t::text as row from ${name} t`)
    const text = rows.map(({ row }) => row).join('\n')
    written.push({ where: `table ${name}`, bytes: Buffer.concat([Buffer.from(text), ...bytesIn(text)]) })
  }
  return written
}

/** What `\x…` in a row's text stands for. */
const bytesIn = (text: string): Buffer[] =>
  [...text.matchAll(/\\x((?:[0-9a-f]{2})+)/g)].map((match) => Buffer.from(match[1]!, 'hex'))
