import { spawnSync } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import type { StdioOptions } from 'node:child_process'

/** `ours` until the file is closed or we die, `taken` by another, `unknown` where the system offers no such lock. */
export type Verdict = 'ours' | 'taken' | 'unknown'

// BSD's and macOS's flag for open(2), which Node does not name.
const O_EXLOCK = 0x20

/** Opens (and makes, 0600) a file and asks the kernel for its exclusive lock, without waiting. */
export function openLocked(file: string): { fd: number; verdict: Verdict } {
  const flags = constants.O_RDWR | constants.O_CREAT
  if (process.platform === 'darwin') return openWithLock(file, flags)
  const fd = openSync(file, flags, 0o600)
  return { fd, verdict: lockByProgram(fd) }
}

function openWithLock(file: string, flags: number): { fd: number; verdict: Verdict } {
  try {
    return { fd: openSync(file, flags | O_EXLOCK | constants.O_NONBLOCK, 0o600), verdict: 'ours' }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EAGAIN') return { fd: openSync(file, flags, 0o600), verdict: 'taken' }
    if (code === 'ENOTSUP') return { fd: openSync(file, flags, 0o600), verdict: 'unknown' }
    throw error
  }
}

// Node cannot call flock(2). Such a lock belongs to the open file, not to the process that asked: the program
// takes it for us on our own open file and ends, and the kernel gives it back when we close the file or die.
function lockByProgram(fd: number): Verdict {
  const stdio: StdioOptions = ['ignore', 'ignore', 'ignore', fd]
  const flock = spawnSync('flock', ['-x', '-n', '3'], {
    stdio,
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
  })
  if (flock.status === 0) return 'ours'
  return flock.status === 1 ? 'taken' : 'unknown'
}

/** Gives the lock back. */
export function closeLocked(fd: number): void {
  closeSync(fd)
}
