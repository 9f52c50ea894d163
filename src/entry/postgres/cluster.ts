import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanEnvironment } from './binaries.ts'
import type { Binaries } from './binaries.ts'
import { roles } from './door.ts'
import { syncFolder } from '../folder.ts'
import { PostgresProblem, problemFrom, problemOfError } from './problem.ts'
import { commandAs } from './run-as.ts'
import type { RunAs } from './run-as.ts'

export interface ClusterPlan {
  home: string
  dataFolder: string
  binaries: Binaries
  runAs: RunAs
  version: string
  fsync: boolean
  log: (message: string) => void
}

const unfinishedPrefix = 'postgres-new-'

/**
 * Makes the data folder when there is none. It is initialised under another name and renamed when whole, so that a
 * kill in the middle leaves only a folder that the next start throws away.
 * @returns whether it was made now
 * @throws `PostgresProblem` `WRONG_MAJOR` for data of another major version, `FOLDER_FOREIGN` for a folder that holds
 * something else, and whatever keeps initdb from its work
 */
export async function ensureCluster(plan: ClusterPlan): Promise<boolean> {
  await removeUnfinished(plan)
  if (existsSync(join(plan.dataFolder, 'PG_VERSION'))) {
    checkMajor(plan)
    return false
  }
  if (existsSync(plan.dataFolder) && readdirSync(plan.dataFolder).length > 0) throw notOurs(plan.dataFolder)
  plan.log(`Making the database in ${plan.dataFolder} (first start).`)
  const folder = makeUnfinished(plan)
  try {
    await initialise(plan, folder)
    putInPlace(plan, folder)
    return true
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

function checkMajor({ dataFolder, version }: ClusterPlan): void {
  const dataMajor = readFileSync(join(dataFolder, 'PG_VERSION'), 'utf8').trim()
  if (version.split('.')[0] === dataMajor) return
  throw new PostgresProblem(
    'WRONG_MAJOR',
    `The data in ${dataFolder} is of PostgreSQL ${dataMajor}, and the programs are of ${version}.`,
    `Start with programs of ${dataMajor} (KEYHOLD_POSTGRES_BIN names their folder); to change the version, take a backup with the old one and restore it into a new home.`,
  )
}

function notOurs(folder: string): PostgresProblem {
  return new PostgresProblem(
    'FOLDER_FOREIGN',
    `${folder} is not empty and holds no PostgreSQL data.`,
    'Move it away, or name another home with KEYHOLD_HOME.',
  )
}

async function removeUnfinished({ home, log }: ClusterPlan): Promise<void> {
  for (const name of readdirSync(home).filter((each) => each.startsWith(unfinishedPrefix))) {
    log(`A first start was interrupted: removing what it left in ${join(home, name)}.`)
    try {
      // An initdb that outlived its starter may still be writing there.
      await rm(join(home, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    } catch (error) {
      throw problemOfError(`Cannot remove ${join(home, name)}`, error)
    }
  }
}

function makeUnfinished({ home, runAs }: ClusterPlan): string {
  try {
    const folder = mkdtempSync(join(home, unfinishedPrefix))
    if (runAs.uid !== process.getuid?.()) chownSync(folder, runAs.uid, runAs.gid)
    return folder
  } catch (error) {
    throw problemOfError(`Cannot write in the home ${home}`, error)
  }
}

/** What initdb is asked for: byte order and plain case rules, the same on every system and in every version. */
function initialiseArguments(folder: string, fsync: boolean): string[] {
  const roots = ['-D', folder, '-U', roles.supervisor, '--encoding=UTF8', '--no-locale', '--data-checksums']
  return [
    ...roots,
    '--auth-local=trust',
    '--auth-host=reject',
    '--no-instructions',
    ...(fsync ? [] : ['--no-sync']),
  ]
}

async function initialise({ binaries, runAs, fsync }: ClusterPlan, folder: string): Promise<void> {
  const { file, args, identity } = commandAs(runAs, binaries.initdb, initialiseArguments(folder, fsync))
  const child = spawn(file, args, {
    ...identity,
    env: cleanEnvironment(binaries),
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => resolve(((said += error.message), null)))
    child.once('close', resolve)
  })
  if (exitCode !== 0) throw problemFrom('Cannot make the database', said)
}

function putInPlace({ home, dataFolder }: ClusterPlan, folder: string): void {
  try {
    renameSync(folder, dataFolder)
    syncFolder(home)
  } catch (error) {
    throw problemOfError(`Cannot put the new database in place at ${dataFolder}`, error)
  }
}
