import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { backupFolder, nameAt } from '../../../kit/backup-name.ts'
import { openOwner } from '../../../kit/sql-copy.ts'
import { strongBytes } from '../../../kit/world.ts'
import { type BackupReport, makeBackup } from '../../../parts/operations/index.ts'
import { makeFolder } from '../../folder.ts'
import { homeOf } from '../../node/home.ts'
import type { Context } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { Trouble, usageTrouble } from '../trouble.ts'
import { type OpenDoor, doorForReading } from './door.ts'
import { inWords } from './in-words.ts'
import { masterKeyOf } from './master-key.ts'
import { PendingFile } from './pending-file.ts'
import { count, progressLine } from './progress.ts'
import {
  checkKeysOurs,
  type FormerKeys,
  keepFormer,
  keysBeside,
  prune,
  sweepLeftOvers,
} from './set-folder.ts'

export interface BackupOptions {
  to?: string
  keepDays?: number
  quiet?: boolean
}

interface Target {
  folder: string
  file: string
  keepDays: number | undefined
}

/** Takes a backup beside whatever runs, and then removes what is out of date. */
export async function backUp(
  context: Context,
  operands: readonly string[],
  options: BackupOptions,
): Promise<void> {
  const target = targetOf(context, operands[0], options)
  const masterKey = masterKeyOf(context.environment)
  await inWords(async () => {
    const door = await doorForReading(context)
    try {
      await backUpThrough(door, context, target, masterKey, options)
    } finally {
      await door.close()
    }
  })
}

function targetOf(
  { environment }: Context,
  file: string | undefined,
  { to, keepDays }: BackupOptions,
): Target {
  if (file !== undefined && (to !== undefined || keepDays !== undefined))
    throw usageTrouble(
      'A single file goes where you say and is kept until you remove it.',
      'Leave the file away to use --to and --keep-days.',
    )
  const folder = resolve(to ?? join(homeOf(environment), backupFolder))
  const path = file === undefined ? join(folder, nameAt(new Date())) : resolve(file)
  if (basename(path) === basename(keysBeside(path)))
    throw usageTrouble(`${path} is the name of the file of keys.`, 'Choose another name.')
  if (existsSync(path))
    throw new Trouble(`${path} is there already.`, {
      exitCode: exitCodes.conflict,
      hint: 'Choose another name.',
    })
  return { folder: resolve(path, '..'), file: path, keepDays }
}

async function backUpThrough(
  door: OpenDoor,
  context: Context,
  { folder, file, keepDays }: Target,
  masterKey: Uint8Array,
  { quiet }: BackupOptions,
): Promise<void> {
  makeFolder(folder, 0o700)
  await sweepLeftOvers(folder, new Date())
  const line = progressLine(context.outside, 'Backing up', { quiet })
  const [tables, keys] = [new PendingFile(file), new PendingFile(keysBeside(file))]
  const connection = await openOwner(door.ownerUrl, 'keyhold backup')
  let former = null as FormerKeys | null
  try {
    const world = { now: () => new Date(), random: strongBytes }
    const report = await makeBackup(world, connection, {
      masterKey,
      mayBegin: async (facts) => {
        former = await checkKeysOurs(keys.path, masterKey, facts)
      },
      keys: (pieces) => keys.write(pieces),
      tables: (pieces) => tables.write(pieces),
      progress: line.show,
    })
    if (former) await keepFormer(keys.path, former)
    // The keys first: they serve what stands there already, and the tables are of no use without them.
    await keys.keep()
    await tables.keep()
    line.end()
    const removed = keepDays === undefined ? [] : await prune(folder, masterKey, report.facts, keepDays)
    tell(context, report, { file, keys: keys.path, former, bytes: tables.bytes, removed })
  } finally {
    line.end()
    await connection.close()
    await Promise.all([tables.drop(), keys.drop()])
  }
}

interface Written {
  file: string
  keys: string
  former: FormerKeys | null
  bytes: number
  removed: readonly string[]
}

function tell(
  { terminal }: Context,
  { facts, rows, tables }: BackupReport,
  { file, keys, former, bytes, removed }: Written,
): void {
  terminal.answer({
    json: { file, keys, bytes, rows, tables, removed, ...facts },
    plain: file,
    human: `${file}: ${count(rows)} rows of ${tables.length} tables, ${count(Math.ceil(bytes / 1024))} KiB.`,
  })
  terminal.say(`What opens the secrets in it is in ${keys}; the master key is in neither.`)
  if (former)
    terminal.say(
      `The file of keys so far was made under the master key ${former.fingerprint}, and is kept as ${former.path}. Backups from before open with these two: keyhold restore <file> --keys ${former.path}`,
    )
  for (const name of removed) terminal.say(`Out of date, removed: ${name}`)
}
