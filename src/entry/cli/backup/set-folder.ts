import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { momentIn } from '../../../kit/backup-name.ts'
import { BackupProblem, type Facts, factsOf } from '../../../parts/operations/index.ts'

/** Written anew by each backup into its folder, for all that stand there. */
export const keysFileName = 'keyhold.keys'
export const keysBeside = (file: string): string => join(dirname(file), keysFileName)

const leftOverPattern = /^keyhold(-\d{8}T\d{6}Z\.khb|\.keys)\.\d+\.tmp$/

const dayMilliseconds = 86_400_000

/** Names of backups that are older than that, counted from the newest one, which always stays. */
export function outdated(names: readonly string[], keepDays: number): string[] {
  const dated = names.flatMap((name) => {
    const moment = momentIn(name)
    return moment ? [{ name, time: moment.getTime() }] : []
  })
  const newest = Math.max(...dated.map(({ time }) => time))
  return dated.filter(({ time }) => newest - time > keepDays * dayMilliseconds).map(({ name }) => name)
}

/** Removes this deployment's outdated backups, and no file of anybody else. @returns their names */
export async function prune(
  folder: string,
  masterKey: Uint8Array,
  facts: Facts,
  keepDays: number,
): Promise<string[]> {
  const removed: string[] = []
  for (const name of outdated(readdirSync(folder), keepDays)) {
    const path = join(folder, name)
    const found = await factsIn(path, masterKey, 'tables')
    if (found?.deploymentId !== facts.deploymentId) continue
    await rm(path)
    removed.push(name)
  }
  return removed
}

/** Removes what backups left that were killed more than a day ago. */
export async function sweepLeftOvers(folder: string, now: Date): Promise<void> {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder).filter((each) => leftOverPattern.test(each))) {
    const path = join(folder, name)
    if (now.getTime() - statSync(path).mtimeMs > dayMilliseconds) await rm(path, { force: true })
  }
}

/**
 * The one file of keys of a folder serves one deployment: another's is not written over, nor one we cannot read.
 * @throws BackupProblem KEYS_FOREIGN
 */
export async function checkKeysOurs(path: string, masterKey: Uint8Array, facts: Facts): Promise<void> {
  if (!existsSync(path)) return
  const found = await factsIn(path, masterKey, 'keys')
  if (found?.deploymentId === facts.deploymentId) return
  throw new BackupProblem(
    'KEYS_FOREIGN',
    `${path} belongs to backups of another deployment, was made under another master key, or is damaged.`,
    'Choose a folder of its own for these backups; nothing was written.',
  )
}

/** `null` for a file that our master key did not make. */
async function factsIn(path: string, masterKey: Uint8Array, kind: 'tables' | 'keys'): Promise<Facts | null> {
  try {
    return await factsOf(createReadStream(path), masterKey, kind)
  } catch (error) {
    if (error instanceof BackupProblem) return null
    throw error
  }
}
