import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Statement } from '../changes/change.ts'
import { leftOutOf } from '../changes/dealt-with.ts'
import { compareCatalogues } from '../changes/of-catalogues.ts'
import { readScript } from '../changes/of-sql.ts'
import { SqlObjection } from '../changes/tree.ts'
import { isScripted, scriptBetween } from '../engine/prisma.ts'
import { noCatalogue, type ReadSchema } from '../engine/read-schema.ts'
import type { SchemaFile } from '../text/schema-file.ts'

/** Both schemas, read. */
export interface Sides {
  /** Null: there was none before. */
  base: ReadSchema | null
  target: ReadSchema
}

/** What leads from one to the other. */
export interface Scripts {
  /** The engine's; null where it writes none for that database. */
  sql: string | null
  engines: readonly Statement[]
  /** Null: none was given, or it is not of PostgreSQL. */
  authors: readonly Statement[] | null
  /** What the engine would do and the author's script does not touch: it is judged, as it is done some time. */
  leftOut: readonly Statement[]
  /** What the rules look at. */
  judged: readonly Statement[]
  hasLockRules: boolean
}

/** @throws `SqlObjection` where the author's migration cannot be parsed */
export async function scriptsOf(sides: Sides, migration: readonly SchemaFile[]): Promise<Scripts> {
  const sql = await engineSql(sides)
  const hasLockRules = sides.target.provider === 'postgresql' && sql !== null
  const compared = () => compareCatalogues(catalogueBefore(sides), sides.target.catalogue)
  const engines = hasLockRules ? ((await readOrNull(sql)) ?? compared()) : compared()
  const authors = hasLockRules && migration.length > 0 ? await readFiles(migration) : null
  const leftOut = authors ? leftOutOf(authors, engines) : []
  return {
    sql,
    engines,
    authors,
    leftOut,
    judged: authors ? [...authors, ...leftOut] : engines,
    hasLockRules,
  }
}

/** One after another, as they run; each is SQL of its own. */
async function readFiles(files: readonly SchemaFile[]): Promise<Statement[]> {
  const script: Statement[] = []
  for (const { path, content } of files) script.push(...(await readScript(content, path)))
  return script
}

/** The engine has gaps where it would ask a database for a name: such a script does not parse. */
async function readOrNull(sql: string): Promise<Statement[] | null> {
  try {
    return await readScript(sql, null)
  } catch (error) {
    if (error instanceof SqlObjection) return null
    throw error
  }
}

export const catalogueBefore = ({ base, target }: Sides): Catalogue =>
  base?.catalogue ?? noCatalogue(target.provider)

/** The engine writes PostgreSQL's SQL and SQLite's, and only from one kind of database to the same. */
async function engineSql({ base, target }: Sides): Promise<string | null> {
  if (!isScripted(target.provider) || (base && base.provider !== target.provider)) return null
  const sql = await scriptBetween(target.provider, base?.engineFiles ?? null, target.engineFiles)
  if (sql.includes('This is an empty migration')) return ''
  // A sequence has no name that could be known without the database; it goes with its column.
  return sql.replace(/^DROP SEQUENCE "";\n?/gm, '')
}
