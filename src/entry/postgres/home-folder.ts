import { createHash } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { makeFolder } from '../folder.ts'
import { PostgresProblem, problemOfError } from './problem.ts'

/**
 * Makes the home when it is absent and returns its absolute path. What we make is 0711: PostgreSQL, which under root
 * runs as another user, must pass through it; the files inside guard themselves.
 * @throws `PostgresProblem` `HOME_NOT_WRITABLE`, `DISK_FULL`
 */
export function makeHome(home: string): string {
  const path = resolve(home)
  try {
    const firstMade = makeFolder(path, 0o711)
    if (firstMade) openMadeFolders(path, firstMade)
  } catch (error) {
    throw problemOfError(`Cannot make the home ${path}`, error)
  }
  return path
}

// The umask may have closed them.
function openMadeFolders(path: string, firstMade: string): void {
  for (let made = path; made.length >= firstMade.length; made = dirname(made)) chmodSync(made, 0o711)
}

/** Where the data lies once the first start has come that far. */
export const dataFolderOf = (home: string): string => join(home, 'postgres')

/** What the server has to say; rotated to `postgres.log.1`. */
export const logFileOf = (home: string): string => join(home, 'postgres.log')

// sockaddr_un takes 108 bytes with the closing zero, on BSD and macOS 104.
const socketPathBytes = process.platform === 'linux' ? 107 : 103

/**
 * The folder for the server's socket: in the home, or, when that path is too long for a socket, one in the system's
 * temp named after the home.
 * @throws `PostgresProblem` `PATH_TOO_LONG` when neither is short enough
 */
export function socketFolderOf(home: string): string {
  const found = [join(home, 'socket'), tempSocketFolderOf(home)].find(fitsSocket)
  if (found) return found
  throw new PostgresProblem(
    'PATH_TOO_LONG',
    `Neither ${home} nor ${tmpdir()} leaves room for a socket's name (${socketPathBytes} bytes in all).`,
    'Give Keyhold a shorter KEYHOLD_HOME, or set TMPDIR=/tmp.',
  )
}

/** The folder used when the home's own path is too long. */
export function tempSocketFolderOf(home: string): string {
  return join(tmpdir(), `keyhold-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`)
}

function fitsSocket(folder: string): boolean {
  return Buffer.byteLength(join(folder, '.s.PGSQL.5432')) <= socketPathBytes
}
