import { exitCodes } from '../../exit-codes.ts'
import type { Sent } from '../../server.ts'
import { Trouble } from '../../trouble.ts'
import type { Run } from '../ci/run.ts'
import { commitOf, git, GitTrouble } from '../git.ts'

type Told = Extract<Sent<'post', '/internal/pr-intel/ingest'>, { files?: unknown }>

/** What a change does to one file, as the API takes it. */
export type FileFact = Required<NonNullable<Told['files']>[number]>

export interface Facts {
  /** The whole hash of the commit where the branches part: what came to the base since then is not counted. */
  mergeBase: string
  /** The whole hash of the pull request's newest commit. */
  head: string
  files: FileFact[]
  /** The text of CODEOWNERS at the base, as a change does not choose who must look at it; null: there is none. */
  codeowners: string | null
}

/**
 * What the commits of a pull request change, by the checkout's own git.
 * @param base a commit or branch; default what the CI says
 * @throws Trouble with the cure where the checkout has not enough of the history
 */
export async function factsOf(run: Run, base?: string, head?: string): Promise<Facts> {
  const to = await headOf(run, head)
  const mergeBase = await partingOf(await baseOf(run, base), to)
  const listing = await git([...listed, mergeBase, to, '--'])
  const { parseNumstat } = await import('../../../../parts/releases/index.ts')
  const files = parseNumstat(listing)
  const generated = await generatedIn(files.map(({ path }) => path))
  return {
    mergeBase,
    head: to,
    files: files.map(({ path, previousPath, status, additions, deletions, isBinary }) => ({
      path,
      previousPath,
      status,
      additions,
      deletions,
      binary: isBinary,
      generated: generated.get(path) ?? null,
    })),
    codeowners: await codeownersAt(mergeBase),
  }
}

async function partingOf(base: string, head: string): Promise<string> {
  try {
    return (await git(['merge-base', '--end-of-options', base, head])).toString().trim()
  } catch (cause) {
    if (!(cause instanceof GitTrouble) || !cause.wasAnswered) throw cause
    throw new Trouble('These two have no commit in common.', {
      exitCode: exitCodes.notFound,
      hint: 'Fetch the whole history: a shallow checkout ends before they part; actions/checkout takes all by `fetch-depth: 0`.',
      cause,
    })
  }
}

/** Renames are looked for among all files, whatever the settings of whoever runs it. */
const listed = [
  'diff',
  '--raw',
  '--numstat',
  '-z',
  '--find-renames',
  '-l0',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--ignore-submodules=none',
  '--submodule=short',
  '--end-of-options',
]

async function headOf({ commit }: Run, given: string | undefined): Promise<string> {
  const found = await commitOf(given ?? commit ?? 'HEAD')
  // A checkout of a merge alone has the pushed commit not always: the merge brings the same change.
  const instead = found ?? (given === undefined ? await commitOf('HEAD') : null)
  return instead ?? notThere(given ?? commit ?? 'HEAD')
}

async function baseOf({ base, baseCommit }: Run, given: string | undefined): Promise<string> {
  if (given !== undefined) return (await commitOf(given)) ?? notThere(given)
  const names = [...(baseCommit ? [baseCommit] : []), ...(base ? [`refs/remotes/origin/${base}`, base] : [])]
  for (const name of names) {
    const found = await commitOf(name)
    if (found !== null) return found
  }
  if (names.length > 0) return notThere(names[0]!)
  throw new Trouble('Nothing says what the change is made against.', {
    exitCode: exitCodes.usage,
    hint: 'Name the base: a branch such as origin/main, or a commit.',
  })
}

function notThere(name: string): never {
  throw new Trouble(`This checkout has no commit "${name}".`, {
    exitCode: exitCodes.notFound,
    hint: 'Fetch it first; a checkout that is shallow has few commits, actions/checkout takes all by `fetch-depth: 0`.',
  })
}

/** What the checkout's `.gitattributes` say of `linguist-generated`, by path. */
async function generatedIn(paths: readonly string[]): Promise<Map<string, boolean>> {
  const told = await attributesOf(paths)
  const found = new Map<string, boolean>()
  for (let at = 0; at + 2 < told.length; at += 3) {
    const value = told[at + 2]!
    if (value !== 'unspecified') found.set(told[at]!, value === 'set' || value === 'true')
  }
  return found
}

async function attributesOf(paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return []
  const top = (await git(['rev-parse', '--show-toplevel'])).toString().replace(/\n$/, '')
  const asked = Buffer.from(paths.map((path) => `${path}\0`).join(''))
  const told = await git(['-C', top, 'check-attr', '-z', '--stdin', 'linguist-generated'], asked)
  return told.toString().split('\0')
}

const longestCodeowners = 200_000

async function codeownersAt(commit: string): Promise<string | null> {
  for (const path of ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']) {
    const found = await git(['cat-file', 'blob', `${commit}:${path}`]).catch(() => null)
    if (found) return found.toString().slice(0, longestCodeowners)
  }
  return null
}
