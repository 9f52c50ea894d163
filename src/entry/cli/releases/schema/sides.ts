import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '../../exit-codes.ts'
import { Trouble } from '../../trouble.ts'
import { pathsAt } from './place.ts'
import { absent, type Commit, committedFiles, isSchema, type SchemaFile, type Side, sideOf } from './side.ts'
import { tablesOf } from './tables.ts'

/** Of each list in a refusal. */
const shownAtMost = 5
/** Schemas of a base, to look for tables in them: each is asked of git. With more any may have them. */
const searchedAtMost = 200

/** What is compared. */
export interface Sides {
  base: Side
  target: Side
  /** Its commit has no such schema yet. */
  isNew: boolean
}

/**
 * Both sides. A base that its commit does not have is a new schema, by which every change passes, only where the target stands
 * at the same place of the repository, and no schema of that commit has gone since or has a table of the same name, or `isAnother`
 * says that it is none of those.
 */
export async function sidesOf(base: string, target: string, isAnother = false): Promise<Sides> {
  const [from, to] = [await sideOf(base), await sideOf(target)]
  if (to.files.length === 0) throw absent(target, 'schema at that commit')
  // What stands on the disk is never empty.
  const isNew = from.commit !== null && from.files.length === 0
  if (isNew) await refuseMissed(from, from.commit!, to, isAnother)
  return { base: from, target: to, isNew }
}

/** @throws Trouble, exit code 2, for a base that is mistyped, or a schema that only moved */
async function refuseMissed(from: Side, commit: Commit, to: Side, isAnother: boolean): Promise<void> {
  const had = (await pathsAt(commit.hash, '.')).filter(isSchema)
  if (!isSamePlace(from, to)) throw mistyped(from, commit, to, had)
  if (isAnother) return
  const gone = await goneFrom(had, to)
  const alike = (await alikeIn(had, commit, to)).filter((path) => !gone.includes(path))
  if (gone.length + alike.length > 0) throw moved(from, commit, to, gone, alike)
}

const isSamePlace = ({ place: one }: Side, { place: other }: Side): boolean =>
  one !== null && other !== null && one.root === other.root && one.path === other.path

/** Schemas of the base that the target's tree does not have. */
async function goneFrom(had: readonly string[], { commit, place }: Side): Promise<string[]> {
  if (commit === null) return had.filter((path) => !existsSync(join(place!.root, path)))
  const has = new Set(await pathsAt(commit.hash, '.'))
  return had.filter((path) => !has.has(path))
}

/** Schemas of the base with a table that the target has, too: what lies at a path today says not that it is still used. */
async function alikeIn(
  had: readonly string[],
  { hash }: Commit,
  { files }: Side,
): Promise<readonly string[]> {
  if (had.length > searchedAtMost) return had
  const tables = new Set(files.flatMap(tablesOf))
  const hasOne = (file: SchemaFile): boolean => tablesOf(file).some((table) => tables.has(table))
  return (await committedFiles(hash, had)).filter(hasOne).map(({ path }) => path)
}

const mistyped = ({ name, place }: Side, { name: ref }: Commit, to: Side, had: readonly string[]): Trouble =>
  new Trouble(`${name} is not there.`, {
    exitCode: exitCodes.usage,
    hint:
      to.place && to.place.root === place?.root
        ? `A path is from the repository's root; this one is probably git:${ref}:${to.place.path}`
        : `A path is from the repository's root. Name what "${ref}" has.`,
    details: listed(`Schemas at "${ref}":`, had),
  })

function moved(
  { name }: Side,
  { name: ref }: Commit,
  to: Side,
  gone: readonly string[],
  alike: readonly string[],
): Trouble {
  const what = gone.length > 0 ? 'have gone since' : 'may have the same tables'
  const was = folderOf(gone.length > 0 ? gone : alike)
  return new Trouble(`${name} is not there, but schemas that were there ${what}: it may be one of them.`, {
    exitCode: exitCodes.usage,
    hint: `Where it moved, name where it was, such as git:${ref}:${was} ${to.name}, or on both sides the folder above. Where it is another schema, say so: --new`,
    details: [...listed('Gone:', gone), ...listed('Perhaps with the same tables:', alike)],
  })
}

const listed = (title: string, paths: readonly string[]): string[] => {
  const more = paths.length > shownAtMost ? [`…and ${paths.length - shownAtMost} more`] : []
  return paths.length === 0 ? [] : [title, ...paths.slice(0, shownAtMost), ...more]
}

/** The one path, or the folder that holds them all. */
function folderOf([first, ...others]: readonly string[]): string {
  let folder = first!
  while (folder !== '' && !others.every((path) => path.startsWith(`${folder}/`)))
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))
  return folder === '' ? '.' : folder
}
