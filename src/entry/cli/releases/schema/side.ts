import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { exitCodes } from '../../exit-codes.ts'
import { Trouble, usageTrouble } from '../../trouble.ts'
import { commitOf, git } from '../git.ts'
import { bare, pathsAt, type Place, placeOf } from './place.ts'

/** One file of a schema. */
export interface SchemaFile {
  /** As annotations name it: where the repository has it, or as it was given. */
  path: string
  content: string
}

/** One side of a comparison: a file, a folder, or either at a commit. */
export interface Side {
  /** What was given. */
  name: string
  /** Null outside of any repository. */
  place: Place | null
  /** Null for what stands on the disk. */
  commit: Commit | null
  /** Sorted by path. Empty: that commit has nothing there. */
  files: SchemaFile[]
}

/** A commit, as it was named and by its whole hash. */
export interface Commit {
  name: string
  hash: string
}

/**
 * Reads `prisma/schema.prisma`, a folder with `.prisma` files, or one of them at a commit: `git:origin/main:prisma`.
 * @throws Trouble where a file, a folder or a commit is not there; what a commit has not is empty
 */
export function sideOf(given: string): Promise<Side> {
  const [, commit, path] = /^git:([^:]+):(.+)$/.exec(given) ?? []
  if (commit !== undefined && path !== undefined) return committed(given, commit, slashed(path))
  if (given.startsWith('git:'))
    throw usageTrouble(
      `"${given}" names no file of a commit.`,
      'Write it like git:origin/main:prisma/schema.prisma',
    )
  return onDisk(given)
}

async function onDisk(name: string): Promise<Side> {
  const kind = statSync(name, { throwIfNoEntry: false })
  if (!kind) throw absent(name, 'there')
  const inside = kind.isDirectory()
    ? readdirSync(name, { recursive: true, encoding: 'utf8' }).filter(isSchema).sort()
    : ['']
  if (inside.length === 0) throw absent(name, 'schema in that folder')
  const place = await placeOf(name)
  const files = inside.map((path) => fileOnDisk(join(name, path), place, slashed(path)))
  return { name, place, commit: null, files }
}

/** A file at `path`, which is `inside` what lies at that place. */
export const fileOnDisk = (path: string, place: Place | null, inside: string): SchemaFile => ({
  path: place ? bare(posix.join(place.path, inside)) : bare(slashed(path)),
  content: readFileSync(path, 'utf8'),
})

/** As with git itself a path is from the repository's root, and one that begins with `./` or `../` from this folder. */
async function committed(name: string, ref: string, path: string): Promise<Side> {
  const hash = await commitOf(ref)
  if (hash === null)
    throw new Trouble(`This checkout has no commit "${ref}".`, {
      exitCode: exitCodes.notFound,
      hint: 'Fetch it first; a checkout that is shallow has few commits, actions/checkout takes all by `fetch-depth: 0`.',
    })
  const here = await placeOf('.')
  const wanted = bare(/^\.\.?\//.test(path) ? posix.join(here?.path ?? '.', path) : path)
  if (/^(\.\.)?(\/|$)/.test(wanted))
    throw usageTrouble(`"${name}" leads out of the repository.`, 'Name a path within it, from its root.')
  const listed = await pathsAt(hash, wanted)
  const isFile = listed.length === 1 && listed[0] === wanted
  const files = await committedFiles(hash, isFile ? listed : listed.filter(isSchema).sort())
  return { name, place: here && { ...here, path: wanted }, commit: { name: ref, hash }, files }
}

/** Files as a commit has them. */
export const committedFiles = (hash: string, paths: readonly string[]): Promise<SchemaFile[]> =>
  Promise.all(
    paths.map(async (path) => ({
      path,
      content: (await git(['cat-file', 'blob', `${hash}:${path}`])).toString(),
    })),
  )

export const isSchema = (name: string): boolean => name.endsWith('.prisma')
export const slashed = (path: string): string => path.split(sep).join('/')

/** Nothing is at that place. */
export const absent = (
  name: string,
  what: string,
  hint = 'Name a .prisma file or a folder with some; git:REF:path takes it from a commit.',
): Trouble =>
  new Trouble(`There is no ${what === 'there' ? name : `${what}: ${name}`}.`, {
    exitCode: exitCodes.notFound,
    hint,
  })
