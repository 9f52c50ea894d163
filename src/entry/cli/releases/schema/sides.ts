import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes } from '../../exit-codes.ts'
import { Trouble } from '../../trouble.ts'
import { pathsAt } from './place.ts'
import { absent, type Commit, isSchema, type Side, sideOf } from './side.ts'

/** Of each list in a refusal. */
const shownAtMost = 5

/** What is compared. */
export interface Sides {
  base: Side
  target: Side
  /** Its commit has no such schema yet. */
  isNew: boolean
}

/**
 * Both sides. A base that its commit does not have is a new schema, by which every change passes, only where the target stands
 * at the same place of the repository, and no schema of that commit has gone since, or `isAnother` says that it is none of those.
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
  const gone = await goneFrom(had, to)
  if (gone.length > 0 && !isAnother) throw moved(from, commit, to, gone)
}

const isSamePlace = ({ place: one }: Side, { place: other }: Side): boolean =>
  one !== null && other !== null && one.root === other.root && one.path === other.path

/** Schemas of the base that the target's tree does not have. */
async function goneFrom(had: readonly string[], { commit, place }: Side): Promise<string[]> {
  if (commit === null) return had.filter((path) => !existsSync(join(place!.root, path)))
  const has = new Set(await pathsAt(commit.hash, '.'))
  return had.filter((path) => !has.has(path))
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

const moved = ({ name }: Side, { name: ref }: Commit, to: Side, gone: readonly string[]): Trouble =>
  new Trouble(`${name} is not there, but schemas that were there have gone since: it may be one of them.`, {
    exitCode: exitCodes.usage,
    hint: `Where it moved, name where it was, such as git:${ref}:${folderOf(gone)} ${to.name}, or on both sides the folder above. Where it is another schema, say so: --new`,
    details: listed('Gone:', gone),
  })

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
