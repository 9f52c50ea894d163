import { closeSync, constants, fchmodSync, fchownSync, fstatSync, mkdirSync, openSync } from 'node:fs'
import { PostgresProblem, problemOfError } from './problem.ts'
import type { RunAs } from './run-as.ts'

/**
 * Makes the socket's folder, or checks the one that is there: a real folder of PostgreSQL's own user, 0700. It is the
 * one door to the database, which trusts whoever comes through it.
 * @throws `PostgresProblem` `FOLDER_FOREIGN` when a link or somebody else's folder has the name
 */
export function prepareSocketFolder(folder: string, runAs: RunAs): void {
  try {
    makeFolder(folder)
    const fd = openFolder(folder)
    try {
      giveTo(runAs, folder, fd)
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    throw problemOfError(`Cannot prepare the socket's folder ${folder}`, error)
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

// Opened once and never followed: what is checked is what is changed, whoever plays with links in a shared temp folder.
function openFolder(folder: string): number {
  try {
    return openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  } catch (error) {
    const isNoFolder = ['ELOOP', 'EMLINK', 'ENOTDIR', 'EACCES'].includes(
      (error as NodeJS.ErrnoException).code ?? '',
    )
    throw isNoFolder ? foreign(folder) : error
  }
}

function giveTo(runAs: RunAs, folder: string, fd: number): void {
  const { uid } = fstatSync(fd)
  // One that we made and were killed before we gave it away is ours too.
  if (uid !== runAs.uid && uid !== process.getuid?.()) throw foreign(folder)
  if (uid !== runAs.uid) fchownSync(fd, runAs.uid, runAs.gid)
  fchmodSync(fd, 0o700)
}

function foreign(folder: string): PostgresProblem {
  return new PostgresProblem(
    'FOLDER_FOREIGN',
    `${folder} is not a folder of the user that PostgreSQL runs as.`,
    'Look who made it and remove it, or set TMPDIR or KEYHOLD_HOME to another place.',
  )
}
