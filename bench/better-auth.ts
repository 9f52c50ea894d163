import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { asSupervisor, roles, urlOf } from '../src/entry/postgres/door.ts'

/** As it comes, with the session kept in a signed cookie for 300 s, or with Keyhold's password hash. */
export type BetterAuthKind = 'as it comes' | 'cookie cache' | 'argon2id'

const folder = import.meta.dirname
const name = 'better-auth'

/** The version that is to be installed, and is; null: it is not. */
export function installedVersion(): string | null {
  const wanted = (versionIn('package.json') as { dependencies: Record<string, string> }).dependencies[name]!
  try {
    const { version } = versionIn('node_modules', name, 'package.json') as { version: string }
    return version === wanted ? version : null
  } catch {
    return null // not there, or not whole
  }
}

const versionIn = (...path: string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), 'utf8'))

const installSeconds = 300
const byHand = 'npm ci --prefix bench'

/**
 * Its version, once it is there. Installs it by its lock where `mayInstall`.
 * @returns why it is not there, in words, when it is not
 */
export async function readyBetterAuth(mayInstall: boolean): Promise<{ version: string } | { why: string }> {
  const present = installedVersion()
  if (present !== null) return { version: present }
  if (!mayInstall) return { why: `it is not installed (${byHand}, or --only accounts)` }
  try {
    await promisify(execFile)(
      'npm',
      ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'],
      {
        timeout: installSeconds * 1000,
      },
    )
  } catch (error) {
    return { why: `${byHand} failed: ${firstLines((error as { stderr?: string }).stderr || String(error))}` }
  }
  const version = installedVersion()
  return version === null ? { why: `${byHand} did not bring it whole` } : { version }
}

const firstLines = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('npm warn'))
    .slice(0, 3)
    .join(' | ')

const database = 'better_auth'

/** A database of its own beside Keyhold's. @returns the environment of its servers, in one of which the tables are made */
export async function makeDatabase(socketFolder: string): Promise<Record<string, string>> {
  await asSupervisor(socketFolder, (client) =>
    client.query(`create database ${database} owner ${roles.owner}`),
  )
  return {
    DATABASE_URL: urlOf(socketFolder, roles.owner, database),
    BENCH_SECRET: randomBytes(24).toString('hex'),
  }
}
