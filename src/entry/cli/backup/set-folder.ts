import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beginningBytes, type Said, saidIn } from '../../../kit/backup-head.ts'
import { momentIn, nameAt } from '../../../kit/backup-name.ts'
import { BackupProblem, type Facts, factsOf } from '../../../parts/operations/index.ts'
import { beginningOf } from '../../node/files.ts'
import { fingerprintOf } from '../doctor/master-key.ts'
import { PendingFile } from './pending-file.ts'

/** Written anew by each backup into its folder, for all that stand there. */
export const keysFileName = 'keyhold.keys'
export const keysBeside = (file: string): string => join(dirname(file), keysFileName)

const leftOverPattern = /^keyhold(-\d{8}T\d{6}Z(\.khb|-[0-9a-f]{16}\.keys)|\.keys)\.\d+\.tmp$/

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

/** A file of keys from before the master key was changed: older backups in the folder open with it and that key alone. */
export interface FormerKeys {
  /** What it is kept as. */
  path: string
  /** Of its master key. */
  fingerprint: string
}

/**
 * The one file of keys of a folder serves one deployment: another's is not written over, nor one that is damaged.
 * @returns our own under another master key, which must be kept before the new one takes its name
 * @throws BackupProblem KEYS_FOREIGN
 */
export async function checkKeysOurs(
  path: string,
  masterKey: Uint8Array,
  facts: Facts,
): Promise<FormerKeys | null> {
  if (!existsSync(path)) return null
  const found = await factsIn(path, masterKey, 'keys')
  if (found?.deploymentId === facts.deploymentId) return null
  const said = found ? null : saidIn(await beginningOf(path, beginningBytes))
  // What it says is not proved, nor need it be: nothing of it is lost.
  if (said?.kind === 'keys' && said.deploymentId === facts.deploymentId && !isNamed(said, masterKey))
    return { path: formerPath(path, said), fingerprint: said.fingerprint }
  throw new BackupProblem(
    'KEYS_FOREIGN',
    `${path} belongs to backups of another deployment, or is damaged.`,
    'Choose a folder of its own for these backups, or, if it is damaged, move it away; nothing was written.',
  )
}

const isNamed = ({ fingerprint }: Said, masterKey: Uint8Array): boolean =>
  fingerprint === fingerprintOf(masterKey)

/** Its moment goes into the name, so that it takes no other's place should that master key come back. */
const formerPath = (path: string, { createdAt, fingerprint }: Said): string =>
  join(dirname(path), nameAt(createdAt).replace(/\.khb$/, `-${fingerprint}.keys`))

/** Copies it: the name of the keys is never without a file. */
export async function keepFormer(path: string, former: FormerKeys): Promise<void> {
  const copy = new PendingFile(former.path)
  try {
    await copy.write(createReadStream(path))
    await copy.keep()
  } finally {
    await copy.drop()
  }
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
