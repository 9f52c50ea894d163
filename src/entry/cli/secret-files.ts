import { closeSync, existsSync, fchmodSync, fsyncSync, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { base64url } from '../../kit/hash.ts'
import { readSettings, secret, SettingsError } from '../../kit/settings.ts'
import { strongBytes } from '../../kit/world.ts'
import { makeFolder } from '../folder.ts'
import { exitCodes } from './exit-codes.ts'
import { Trouble } from './trouble.ts'

/** One secret that production wants its operator to bring. */
export interface Secret {
  /** Name of its file in a folder of secrets. */
  file: string
  variable: string
  purpose: string
  /** True when nothing can be read any more once it is lost. The others can be replaced by new ones. */
  backUp: boolean
}

export interface Drawn extends Secret {
  value: string
}

export const neededSecrets: readonly Secret[] = [
  {
    file: 'master_key',
    variable: 'KEYHOLD_MASTER_KEY',
    purpose: 'Wraps every key that seals; without it nothing opens again.',
    backUp: true,
  },
  {
    file: 'internal_api_key',
    variable: 'INTERNAL_API_KEY',
    purpose: 'Your own services send it; a new one must be given to them.',
    backUp: false,
  },
  {
    file: 'database_password',
    variable: 'DATABASE_PASSWORD',
    purpose: "The process's login at a PostgreSQL of its own container.",
    backUp: false,
  },
  {
    file: 'database_owner_password',
    variable: 'DATABASE_OWNER_PASSWORD',
    purpose: 'The login that migrates at that PostgreSQL.',
    backUp: false,
  },
  {
    file: 'postgres_password',
    variable: 'POSTGRES_PASSWORD',
    purpose: 'The administrator of that PostgreSQL; Keyhold never uses it.',
    backUp: false,
  },
]

/** A new value for each, all different: 32 bytes in base64url. */
export const drawSecrets = (random = strongBytes): Drawn[] =>
  neededSecrets.map((each) => ({ ...each, value: drawSecret(random) }))

/**
 * 32 random bytes in base64url. One in thirty thousand begins like an example's value (`dev`, `test`), which production
 * refuses, and one in 64 like an option: those are drawn again.
 */
export function drawSecret(random = strongBytes): string {
  for (;;) {
    const value = base64url(random(32))
    if (/^[A-Za-z0-9]/.test(value) && isTakenInProduction(value)) return value
  }
}

// Nobody's settings: only production's rules for a secret, tried on a value.
const anySecret = {
  part: 'drawn',
  shape: { value: secret('VALUE', '', { requiredInProduction: true }) },
  betweenThem: () => [],
}

function isTakenInProduction(value: string): boolean {
  try {
    readSettings({ environment: { VALUE: value }, production: true, readFile: () => '' }, [anySecret])
    return true
  } catch (error) {
    if (error instanceof SettingsError) return false
    throw error
  }
}

export interface WriteOptions {
  /** Files 0444 instead of 0600, in a folder that is 0700: who mounts a file can read it, nobody else gets there. */
  isForContainers: boolean
  /** Leave existing files as they are, instead of refusing to write any. */
  keepsExisting: boolean
}

/**
 * Writes a folder of new secrets, a file each.
 * @throws Trouble, exit code 5 when a file exists; 2 for a folder that others may enter and files they could read
 */
export function writeSecrets(
  folder: string,
  { isForContainers, keepsExisting }: WriteOptions,
): { made: Secret[]; kept: Secret[] } {
  makeFolder(folder, 0o700)
  if (isForContainers) refuseOpen(folder)
  const kept = neededSecrets.filter(({ file }) => existsSync(join(folder, file)))
  if (kept.length > 0 && !keepsExisting) throw existing(folder, kept)
  const made = drawSecrets().filter(({ file }) => !kept.some((each) => each.file === file))
  for (const { file, value } of made)
    writeOnce(join(folder, file), `${value}\n`, isForContainers ? 0o444 : 0o600)
  return { made, kept }
}

function refuseOpen(folder: string): void {
  if ((statSync(folder).mode & 0o077) === 0) return
  throw new Trouble(`Others may enter ${folder}, and the files would be readable for them.`, {
    exitCode: exitCodes.usage,
    next: `chmod 700 ${folder}`,
  })
}

const existing = (folder: string, found: readonly Secret[]): Trouble =>
  new Trouble(`${folder} has ${found.map(({ file }) => file).join(', ')} already; nothing was written.`, {
    exitCode: exitCodes.conflict,
    hint: 'A lost master key makes everything unreadable, so none is ever replaced. Name another folder, or add --missing to make only what is not there.',
  })

function writeOnce(path: string, text: string, mode: number): void {
  // 'wx': whoever was quicker keeps his file.
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, text)
    fchmodSync(file, mode)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
