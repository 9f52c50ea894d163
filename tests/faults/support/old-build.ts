import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../../../', import.meta.url).pathname

/** The program as it was before the newest change of the schema. */
export interface OldBuild {
  /** Starts a server of it. */
  program: string
  /** The commit it is of. */
  commit: string
  end(): void
}

/** How many commits are looked at: one in the middle of a piece of work may not be whole. */
const mostCommits = 10

/** Why there is none here; false: there is. */
export const noOldBuild = (): string | false =>
  commitsBeforeMigration().length === 0 && 'there is no history with an older schema here'

/** Its files in a folder of their own, beside the packages of this one. */
export function oldBuild(): OldBuild {
  for (const commit of commitsBeforeMigration()) {
    const folder = unpacked(commit)
    const end = () => rmSync(folder, { recursive: true, force: true })
    if (isWhole(folder)) return { commit, program: join(folder, 'tests/faults/support/server.ts'), end }
    end()
  }
  throw new Error(`none of the last ${mostCommits} commits before the newest migration can be loaded`)
}

function unpacked(commit: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-old-'))
  const archive = execFileSync('git', ['archive', commit, 'src', 'sandbox', 'tests', 'package.json'], {
    cwd: root,
    maxBuffer: 256 << 20,
  })
  const { status, stderr } = spawnSync('tar', ['-x', '-C', folder], { input: archive })
  if (status !== 0) throw new Error(`tar: ${stderr.toString()}`)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

const isWhole = (folder: string): boolean =>
  spawnSync(process.execPath, ['--input-type=module', '-e', "await import('./src/entry/node/start.ts')"], {
    cwd: folder,
    stdio: 'ignore',
  }).status === 0

/** Newest first; none without a history, as in a shallow copy. */
function commitsBeforeMigration(): string[] {
  const git = (...words: string[]) => {
    const { stdout } = spawnSync('git', words, { cwd: root, encoding: 'utf8' })
    return (stdout ?? '').trim()
  }
  // What is not committed yet is the newest change.
  const isChanging = git('status', '--porcelain', '--', 'migrations') !== ''
  const newest = git('log', '-1', '--diff-filter=A', '--format=%H', '--', 'migrations')
  if (!isChanging && newest === '') return []
  const from = isChanging ? 'HEAD' : `${newest}^`
  const commits = git('log', '--first-parent', `-${mostCommits}`, '--format=%H', from)
  return commits === '' ? [] : commits.split('\n')
}
