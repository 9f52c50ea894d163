import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A git repository for a test. */
export interface Checkout {
  folder: string
  git(...words: string[]): string
  write(path: string, content: string | Uint8Array): void
  /** Everything as it stands. @returns the whole hash */
  commit(message: string): string
  remove(): void
}

const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgSign=false']

export function aCheckout(folder: string = mkdtempSync(join(tmpdir(), 'keyhold-checkout-'))): Checkout {
  const git = (...words: string[]): string =>
    execFileSync('git', [...identity, ...words], { cwd: folder, stdio: 'pipe' }).toString()
  git('init', '--quiet', '--initial-branch', 'main')
  return {
    folder: realpathSync(folder),
    git,
    write(path, content) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    },
    commit(message) {
      git('add', '--all')
      git('commit', '--quiet', '--allow-empty', '--message', message)
      return git('rev-parse', 'HEAD').trim()
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
