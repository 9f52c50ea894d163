import { execFile } from 'node:child_process'
import { exitCodes } from '../exit-codes.ts'
import { printable } from '../printable.ts'
import { Trouble } from '../trouble.ts'

// Thousands of changed files with long names.
const mostBytes = 64 * 1024 * 1024

/** A git that answers by the repository alone: no colours, pagers, outside programs or settings of a person change it. */
const plainly = ['--no-pager', '-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false']

/**
 * Runs git in the working folder. `words` are never read by a shell; what comes from outside stands behind
 * `--end-of-options`.
 * @throws Trouble with git's own words
 */
export function git(words: readonly string[], input?: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      [...plainly, ...words],
      { encoding: 'buffer', maxBuffer: mostBytes },
      (error, stdout, stderr) =>
        error ? reject(gitTrouble(error, stderr.toString(), words)) : resolve(stdout),
    )
    // A git that ends before it has read all says why by its exit.
    child.stdin!.on('error', () => undefined)
    child.stdin!.end(input)
  })
}

/**
 * The whole hash of what that names, or null where this repository has no such commit.
 * @throws Trouble, exit code 2, for the name of several: git would take a tag before the branch of a remote, whoever pushed it
 */
export async function commitOf(name: string): Promise<string | null> {
  await refuseAmbiguous(name)
  try {
    const found = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
    return found.toString().trim()
  } catch (error) {
    if (error instanceof GitTrouble && error.wasAnswered) return null
    throw error
  }
}

async function refuseAmbiguous(name: string): Promise<void> {
  if (name.startsWith('refs/')) return
  // Behind these stands a way from what is named: `main~2`, `main^{commit}`, `main@{1}`.
  const [named] = name.split(/[~^:]|@\{/, 1) as [string]
  const places = ['', 'tags/', 'heads/', 'remotes/'].map((place) => `refs/${place}${named}`)
  const known = [...places, `refs/remotes/${named}/HEAD`]
  const listing = (await git(['for-each-ref', '--format=%(refname)', ...known])).toString().split('\n')
  const found = known.filter((each) => listing.includes(each))
  if (found.length < 2) return
  throw new Trouble(`"${name}" names several things in this checkout.`, {
    exitCode: exitCodes.usage,
    hint: `Name one wholly, such as ${found.at(-1)}, or take the others away.`,
    details: found,
  })
}

/** The folder of the checkout that this runs in, or null where it runs in none, or there is no git. */
export async function topOfCheckout(): Promise<string | null> {
  try {
    return (await git(['rev-parse', '--show-toplevel'])).toString().trim() || null
  } catch (error) {
    if (error instanceof GitTrouble) return null
    throw error
  }
}

/** Where in a checkout this runs, from its top; empty there, and null where it runs in none, or there is no git. */
export async function offsetInCheckout(): Promise<string | null> {
  try {
    return (await git(['rev-parse', '--show-prefix'])).toString().replace(/\/?\n$/, '')
  } catch (error) {
    if (error instanceof GitTrouble) return null
    throw error
  }
}

/** What git said when it did not do it. */
export class GitTrouble extends Trouble {
  /** Git ran, and said no. */
  readonly wasAnswered: boolean
  constructor(title: string, options: ConstructorParameters<typeof Trouble>[1], wasAnswered: boolean) {
    super(title, options)
    this.wasAnswered = wasAnswered
  }
}

function gitTrouble(error: Error & { code?: unknown }, said: string, words: readonly string[]): GitTrouble {
  if (error.code === 'ENOENT')
    return new GitTrouble(
      'There is no git on this machine.',
      { hint: 'Install it, or run this where the checkout is.', cause: error },
      false,
    )
  const isCheckout = !/not a git repository/.test(said)
  const title = isCheckout ? `git ${words[0]} failed.` : 'This folder is no checkout of git.'
  const hint = cureOf(said)
  const details = said
    .split('\n')
    .map(printable)
    .filter((line) => line.trim() !== '')
    .slice(0, 5)
  return new GitTrouble(
    title,
    { hint, details, exitCode: exitCodes.failed, cause: error },
    isCheckout && typeof error.code === 'number',
  )
}

function cureOf(said: string): string {
  if (/not a git repository/.test(said)) return 'Run it in a checkout.'
  if (/no merge base/.test(said))
    return 'The checkout is too shallow: fetch the whole history, with actions/checkout by `fetch-depth: 0`.'
  if (/dubious ownership/.test(said))
    return 'The checkout belongs to another user: git config --global --add safe.directory <folder>'
  return 'Name commits or branches that this checkout has; one that is shallow has few.'
}
