import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { exitCodes } from '../../exit-codes.ts'
import { Trouble } from '../../trouble.ts'
import { git } from '../git.ts'

/** One file of a schema. */
export interface SchemaFile {
  /** As annotations name it: where the repository has it, or as it was given. */
  path: string
  text: string
}

/** One side of a comparison: a file, a folder, or either at a commit. */
export interface Side {
  /** What was given. */
  name: string
  /** The path without its commit. */
  path: string
  /** Whether one file was named, not a folder. */
  isFile: boolean
  /** Sorted by path. Empty: that commit has nothing there. */
  files: SchemaFile[]
}

/**
 * Reads `prisma/schema.prisma`, a folder with `.prisma` files, or one of them at a commit: `git:origin/main:prisma`.
 * @throws Trouble where a file, a folder or a commit is not there; what a commit has not is empty
 */
export function sideOf(given: string): Promise<Side> | Side {
  const [, commit, path] = /^git:([^:]+):(.+)$/.exec(given) ?? []
  if (commit !== undefined && path !== undefined) return committed(given, commit, path)
  if (given.startsWith('git:'))
    throw new Trouble(`"${given}" names no file of a commit.`, {
      exitCode: exitCodes.usage,
      hint: 'Write it like git:origin/main:prisma/schema.prisma',
    })
  return onDisk(given)
}

function onDisk(path: string): Side {
  const kind = statSync(path, { throwIfNoEntry: false })
  if (!kind) throw absent(path, 'there')
  if (!kind.isDirectory())
    return {
      name: path,
      path,
      isFile: true,
      files: [{ path: slashed(path), text: readFileSync(path, 'utf8') }],
    }
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(isSchema).sort()
  if (names.length === 0) throw absent(path, 'schema in that folder')
  const files = names.map((name) => {
    const whole = join(path, name)
    return { path: slashed(whole), text: readFileSync(whole, 'utf8') }
  })
  return { name: path, path, isFile: false, files }
}

/** Paths are from the repository's root, wherever in it this runs. */
async function committed(name: string, commit: string, path: string): Promise<Side> {
  const found = await git([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${commit}^{commit}`,
  ]).catch((cause: unknown) => {
    throw new Trouble(`This checkout has no commit "${commit}".`, {
      exitCode: exitCodes.notFound,
      hint: 'Fetch it first; a checkout that is shallow has few commits, actions/checkout takes all by `fetch-depth: 0`.',
      cause,
    })
  })
  const hash = found.toString().trim()
  const wanted = posix.normalize(slashed(path)).replace(/\/$/, '')
  const listing = await git(['ls-tree', '-r', '-z', '--full-tree', '--name-only', hash, '--', wanted])
  const listed = listing
    .toString()
    .split('\0')
    .filter((each) => each !== '')
  const isFile = listed.length === 1 && listed[0] === wanted
  const paths = isFile ? listed : listed.filter(isSchema).sort()
  const files = await Promise.all(
    paths.map(async (each) => ({
      path: each,
      text: (await git(['cat-file', 'blob', `${hash}:${each}`])).toString(),
    })),
  )
  return { name, path: wanted, isFile: isFile || isSchema(wanted), files }
}

const isSchema = (name: string): boolean => name.endsWith('.prisma')
const slashed = (path: string): string => path.split(sep).join('/').replace(/^\.\//, '')

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

/**
 * Both sides. A base that its commit does not have is a new schema when the target stands at the same path, else a
 * mistyped one, by which no change must pass.
 */
export async function sidesOf(
  base: string,
  target: string,
): Promise<{ base: Side; target: Side; isNew: boolean }> {
  const [from, to] = [await sideOf(base), await sideOf(target)]
  if (to.files.length === 0) throw absent(target, 'schema at that commit')
  const isNew = from.files.length === 0
  if (isNew && from.path !== posix.normalize(slashed(to.path)).replace(/\/$/, ''))
    throw absent(base, 'schema at that commit')
  return { base: from, target: to, isNew }
}
