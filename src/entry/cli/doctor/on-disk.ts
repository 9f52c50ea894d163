import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { operatorKeyFile } from '../../node/secrets.ts'
import { type Finding, fail, failed, ok, warn } from './finding.ts'
import type { Subject } from './subject.ts'

const mebibyte = 2 ** 20

/** Everything in the home but the database. */
export function homeFindings(subject: Subject): Finding[] {
  const { home } = subject
  if (!existsSync(home))
    return [warn('home', `there is no folder ${home} yet`, 'npm start makes it (KEYHOLD_HOME names another)')]
  return [folderFinding(home), operatorKeyFinding(subject), spillFinding(home)]
}

function folderFinding(home: string): Finding {
  const { mode, uid } = statSync(home)
  const shown = `${home} (${octal(mode)})`
  const self = process.getuid?.()
  if (self !== undefined && self !== 0 && uid !== self)
    return fail(
      'home',
      `${shown} belongs to the user id ${uid}, not to us (${self})`,
      `chown -R ${self} ${home}, or name another with KEYHOLD_HOME`,
    )
  if ((mode & 0o022) !== 0) return fail('home', `${shown} may be written by other users`, `chmod 711 ${home}`)
  return isWritable(home)
    ? ok('home', `${shown} is ours alone to write`)
    : fail('home', `${shown} cannot be written`, `chmod u+rwx ${home}, or name another with KEYHOLD_HOME`)
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false // the answer itself
  }
}

function operatorKeyFinding({ environment, home }: Subject): Finding {
  if (environment.KEYHOLD_OPERATOR_KEY || environment.KEYHOLD_OPERATOR_KEY_FILE)
    return ok('operator_key', 'given in the environment')
  const path = join(home, operatorKeyFile)
  if (!existsSync(path)) return warn('operator_key', `there is none at ${path}`, 'npm start makes it')
  return secretFileFinding('operator_key', path)
}

/** Whether a secret's file is closed to other users (0600). */
export function secretFileFinding(check: string, path: string): Finding {
  const { mode } = statSync(path)
  if ((mode & 0o077) === 0) return ok(check, `${path} (${octal(mode)})`)
  return fail(check, `${path} (${octal(mode)}) may be read by other users`, `chmod 600 ${path}`)
}

function spillFinding(home: string): Finding {
  const folder = join(home, 'spill')
  const waiting = existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.tmp')).length : 0
  if (waiting === 0) return ok('spill', "no provider's answer waits to be saved")
  return warn(
    'spill',
    `${waiting} answer${waiting === 1 ? '' : 's'} of providers wait in ${folder} to be saved`,
    'start the server (npm start), which saves them first; delete nothing there',
  )
}

export function diskFinding({ home }: Subject): Finding {
  try {
    const folder = nearestExisting(home)
    const { bavail, bsize } = statfsSync(folder)
    const free = Math.floor((bavail * bsize) / mebibyte)
    const text = `${free} MiB free for ${home}`
    const fix = 'free some space there, or move the home (KEYHOLD_HOME)'
    if (free < 100) return fail('disk', text, fix)
    return free < 1_024 ? warn('disk', text, fix) : ok('disk', text)
  } catch (error) {
    return failed('disk', error, 'check the folder in KEYHOLD_HOME')
  }
}

const nearestExisting = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path))

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0')
