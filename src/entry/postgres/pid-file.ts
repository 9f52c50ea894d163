import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { answersSignals, identityOf } from './living.ts'
import type { Identity } from './living.ts'

interface Folders {
  dataFolder: string
  socketFolder: string
}

/**
 * The postmaster that lives on a data folder by its own `postmaster.pid`, and the folder of its socket; null when
 * none does.
 */
export function livePostmaster({
  dataFolder,
  socketFolder,
}: Folders): { identity: Identity; socketFolder: string } | null {
  const written = readPidFile(dataFolder)
  const identity = written && identityOf(written.pid)
  if (!identity || !isPostmasterOf(identity.pid, dataFolder)) return null
  return { identity, socketFolder: written.socketFolder || socketFolder }
}

/**
 * Removes a `postmaster.pid` whose process id is another program's by now, or a zombie's that nobody buries:
 * PostgreSQL takes both for a live server and would never start. Children that linger are still found, by their shared
 * memory (tried with 15 and 18). Call it under the home's lock.
 */
export function removeStalePidFile(
  { dataFolder, socketFolder }: Folders,
  log: (message: string) => void,
): void {
  const written = readPidFile(dataFolder)
  if (!written || !answersSignals(written.pid) || livePostmaster({ dataFolder, socketFolder })) return
  log(
    `Removing ${dataFolder}/postmaster.pid: its process id ${written.pid} is no live PostgreSQL's on this folder.`,
  )
  rmSync(join(dataFolder, 'postmaster.pid'), { force: true })
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock'])
    rmSync(join(socketFolder, name), { force: true })
}

// https://www.postgresql.org/docs/15/storage-file-layout.html: pid, data folder, start time, port, socket folder, ...
function readPidFile(dataFolder: string): { pid: number; socketFolder: string } | null {
  const file = join(dataFolder, 'postmaster.pid')
  if (!existsSync(file)) return null
  const [pid, , , , socketFolder = ''] = readFileSync(file, 'utf8').split('\n')
  return Number(pid) > 0 ? { pid: Number(pid), socketFolder } : null
}

/** Where the system does not tell, a live process is taken for the postmaster: rather too careful. */
function isPostmasterOf(pid: number, dataFolder: string): boolean {
  const folder = realpathSync(dataFolder)
  const cwd = orNull(() => readlinkSync(`/proc/${pid}/cwd`))
  if (cwd !== null) return cwd === folder
  const words = orNull(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'))
  return words === null || words.includes(folder) || words.includes(dataFolder)
}

function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
