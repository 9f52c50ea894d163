import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { bare, filesAt, type Place, placeOf } from './place.ts'
import { absent, fileOnDisk, type SchemaFile, type Side, slashed } from './side.ts'

/** What was written for a change of a schema. */
export interface Migrations {
  /** In the order in which they run. */
  files: SchemaFile[]
  /** The paths of those that the base has, too, and otherwise. */
  changed: string[]
}

/**
 * What `--migration` names, in that order: a file, or every `migration.sql` below a folder by their paths. Of a folder those
 * count that a base at a commit does not have as they are. Where that leaves none, nobody wrote one: the first path stands for a
 * migration that does nothing.
 * @throws Trouble, exit code 3, for a path where no migration is
 */
export async function migrationsOf(paths: readonly string[], base: Side): Promise<Migrations> {
  const found = await Promise.all(paths.map((path) => migrationsAt(path, base)))
  const files = [...new Map(found.flatMap((each) => each.files).map((file) => [file.path, file])).values()]
  const changed = [...new Set(found.flatMap((each) => each.changed))]
  return { files: files.length > 0 ? files : await Promise.all(paths.slice(0, 1).map(noneAt)), changed }
}

const noneAt = async (path: string): Promise<SchemaFile> => ({
  path: (await placeOf(path))?.path ?? bare(slashed(path)),
  content: '',
})

async function migrationsAt(path: string, base: Side): Promise<Migrations> {
  const kind = statSync(path, { throwIfNoEntry: false })
  if (!kind) throw absent(path, 'there', cure)
  const place = await placeOf(path)
  if (!kind.isDirectory()) return { files: [fileOnDisk(path, place, '')], changed: [] }
  const inside = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(isMigration).sort()
  if (inside.length === 0) throw absent(path, 'migration.sql in that folder', cure)
  const old = await oldAt(place, base)
  const files = inside
    .map((each) => fileOnDisk(join(path, each), place, slashed(each)))
    .filter(({ path, content }) => !isContent(content, old.get(path)))
  return { files, changed: files.map(({ path }) => path).filter((path) => old.has(path)) }
}

/** What the base has at that place; nothing where it is no commit of the same repository. */
const oldAt = async (place: Place | null, base: Side): Promise<Map<string, string>> =>
  base.commit && place && place.root === base.place?.root
    ? filesAt(base.commit.hash, place.path)
    : new Map<string, string>()

/** Whether git keeps that text by that hash, as it is or without the ends of lines that a checkout on Windows has. */
const isContent = (text: string, hash: string | undefined): boolean =>
  hash !== undefined &&
  [text, text.replaceAll('\r\n', '\n')].some((each) => hashOf(Buffer.from(each), hash.length) === hash)

/** As git works it out: of 40 digits by SHA-1, of 64 by SHA-256. */
const hashOf = (content: Uint8Array, digits: number): string =>
  createHash(digits === 64 ? 'sha256' : 'sha1')
    .update(`blob ${content.byteLength}\0`)
    .update(content)
    .digest('hex')

const isMigration = (path: string): boolean => basename(path) === 'migration.sql'

const cure = 'Name a migration, such as prisma/migrations/…/migration.sql, or a folder with some.'
