import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { bare, pathsAt, placeOf } from './place.ts'
import { absent, fileOnDisk, type SchemaFile, type Side, slashed } from './side.ts'

/**
 * What `--migration` names, in that order: a file, or every `migration.sql` below a folder by their paths. Of a folder those
 * count that a base at a commit does not have. Where that leaves none, nobody wrote one: the first path stands for a migration
 * that does nothing.
 * @throws Trouble, exit code 3, for a path where no migration is
 */
export async function migrationsOf(paths: readonly string[], base: Side): Promise<SchemaFile[]> {
  const found = await Promise.all(paths.map((path) => migrationsAt(path, base)))
  const distinct = [...new Map(found.flat().map((file) => [file.path, file])).values()]
  return distinct.length > 0 ? distinct : Promise.all(paths.slice(0, 1).map(noneAt))
}

const noneAt = async (path: string): Promise<SchemaFile> => ({
  path: (await placeOf(path))?.path ?? bare(slashed(path)),
  content: '',
})

async function migrationsAt(path: string, base: Side): Promise<SchemaFile[]> {
  const kind = statSync(path, { throwIfNoEntry: false })
  if (!kind) throw absent(path, 'there', cure)
  const place = await placeOf(path)
  if (!kind.isDirectory()) return [fileOnDisk(path, place, '')]
  const inside = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(isMigration).sort()
  if (inside.length === 0) throw absent(path, 'migration.sql in that folder', cure)
  const old =
    base.commit && place && place.root === base.place?.root
      ? new Set(await pathsAt(base.commit.hash, place.path))
      : new Set<string>()
  return inside
    .map((each) => fileOnDisk(join(path, each), place, slashed(each)))
    .filter((file) => !old.has(file.path))
}

const isMigration = (path: string): boolean => basename(path) === 'migration.sql'

const cure = 'Name a migration, such as prisma/migrations/…/migration.sql, or a folder with some.'
