import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onceGone } from './once-gone.ts'

/** A disk of its own, in memory, to be filled. */
export interface SmallDisk {
  path: string
  /** Not a byte is free any more. */
  fill(): void
  empty(): void
  end(): void
}

/** Needs root. */
export function smallDisk({ megabytes }: { megabytes: number }): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'keyhold-disk-'))
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'keyhold-test', path)
  onceGone('umount', '--lazy', path)
  chmodSync(path, 0o711)
  const ballast = join(path, 'ballast')
  const empty = () => rmSync(ballast, { force: true })
  return {
    path,
    fill: () => fillUp(ballast),
    empty,
    end() {
      run('umount', '--lazy', path)
      rmSync(path, { recursive: true, force: true })
    },
  }
}

function fillUp(ballast: string): void {
  const file = openSync(ballast, 'a')
  try {
    for (const bytes of [1 << 20, 1 << 12]) writeUntilFull(file, Buffer.alloc(bytes))
  } finally {
    closeSync(file)
  }
}

function writeUntilFull(file: number, block: Buffer): void {
  try {
    while (writeSync(file, block) === block.length);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOSPC') throw error
  }
}

function run(...[command, ...words]: [string, ...string[]]): void {
  const { status, stderr, error } = spawnSync(command, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${words.join(' ')}: ${error?.message ?? stderr}`)
}
