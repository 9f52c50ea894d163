import { createReadStream, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { strongBytes } from '../../../kit/world.ts'
import { migrations } from '../../../migrations.ts'
import { parts } from '../../../parts.ts'
import {
  BackupProblem,
  checkBackup,
  type CheckedPair,
  restore,
  type RestoreOrder,
  type RestoreReport,
} from '../../../parts/operations/index.ts'
import { filesIn } from '../../node/files.ts'
import { homeOf } from '../../node/home.ts'
import type { Context } from '../command.ts'
import { confirmed } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import { utc } from '../moments.ts'
import { Trouble } from '../trouble.ts'
import { doorForFilling } from './door.ts'
import { inWords } from './in-words.ts'
import { masterKeyOf, wrapperOf } from './master-key.ts'
import { count, progressLine } from './progress.ts'
import { keysBeside } from './set-folder.ts'

export interface RestoreCliOptions {
  keys?: string
  dryRun?: boolean
  verifyAll?: boolean
  acceptUnreadable?: boolean
  yes?: boolean
  quiet?: boolean
}

/** Checks a backup, and unless that is all that was asked for, makes an empty database of it. */
export async function restoreFrom(
  context: Context,
  operands: readonly string[],
  options: RestoreCliOptions,
): Promise<void> {
  const file = resolve(operands[0]!)
  const masterKey = masterKeyOf(context.environment)
  await inWords(async () => {
    const order = await orderOf(context, file, options, masterKey)
    const checked = await checkBackup(order)
    if (options.dryRun) return tellChecked(context, file, checked)
    await confirmed(context, { question: questionOf(context, checked), yes: options.yes })
    await fill(context, order, options)
  })
}

async function orderOf(
  { environment }: Context,
  file: string,
  { keys }: RestoreCliOptions,
  masterKey: Uint8Array,
): Promise<RestoreOrder> {
  if (!existsSync(file))
    throw new Trouble(`There is no file ${file}.`, {
      exitCode: exitCodes.notFound,
      hint: `Name one that \`keyhold backup\` made; by itself it writes to ${join(homeOf(environment), 'backups')}.`,
    })
  const keysFile = keys === undefined ? keysBeside(file) : resolve(keys)
  if (!existsSync(keysFile))
    throw new BackupProblem(
      'KEYS_MISSING',
      `There is no file of keys at ${keysFile}.`,
      'Put the one that was written beside the backup there, or name it with --keys.',
    )
  return {
    masterKey,
    wrapper: wrapperOf(environment),
    tables: () => createReadStream(file, { highWaterMark: 1 << 18 }),
    keys: () => createReadStream(keysFile),
    migrations,
    sealed: parts.flatMap((part) => part.sealed ?? []),
    erased: await erasedUsers(homeOf(environment)),
  }
}

/** The home's own notes of erasures, which no backup holds. */
async function erasedUsers(home: string): Promise<Set<string>> {
  const files = filesIn(home)
  const erased = new Set<string>()
  for (const name of await files.list('erasures')) {
    const bytes = await files.read(`erasures/${name}`)
    const { subject } = JSON.parse(Buffer.from(bytes ?? []).toString()) as { subject: string }
    erased.add(subject)
  }
  return erased
}

function questionOf({ environment }: Context, { tables: { facts, rows } }: CheckedPair): string {
  const into = environment.DATABASE_URL
    ? 'the database of DATABASE_URL'
    : `the database in ${homeOf(environment)}`
  return `Restore ${count(rows)} rows, as they were ${utc(facts.createdAt)}, into ${into}?`
}

async function fill(context: Context, order: RestoreOrder, options: RestoreCliOptions): Promise<void> {
  const { verifyAll = false, acceptUnreadable = false, quiet } = options
  const door = await doorForFilling(context)
  const line = progressLine(context.outside, 'Restoring', { quiet })
  try {
    const world = { now: () => new Date(), random: strongBytes }
    const report = await restore(world, door, order, { verifyAll, acceptUnreadable, progress: line.show })
    line.end()
    tellRestored(context, report)
  } finally {
    line.end()
    await door.close()
  }
}

function tellChecked({ terminal }: Context, file: string, { tables, keys }: CheckedPair): void {
  const { facts, rows, manifest } = tables
  terminal.answer({
    json: { file, rows, tables: manifest.tables, keysCreatedAt: keys.facts.createdAt, ...facts },
    plain: 'ok',
    human: `Whole and genuine: ${count(rows)} rows, as they were ${utc(facts.createdAt)}, schema ${facts.schema.number}.`,
  })
}

function tellRestored({ terminal }: Context, report: RestoreReport): void {
  const { facts, rows, tables, foreignKeys, sealed, erasedAgain } = report
  const opened = sealed.reduce((sum, column) => sum + column.opened, 0)
  terminal.answer({
    json: { rows, tables, foreignKeys, sealed, erasedAgain, ...facts },
    plain: 'ok',
    human: `Restored ${count(rows)} rows of ${tables.length} tables, as they were ${utc(facts.createdAt)}. Proved: every count, ${foreignKeys} foreign keys, ${count(opened)} sealed secrets opened.`,
  })
  for (const { column, unreadable } of sealed)
    if (unreadable > 0) terminal.warn(`${count(unreadable)} secrets in ${column} do not open.`)
  if (erasedAgain > 0) terminal.say(`Users erased since then, and erased again: ${erasedAgain}.`)
  terminal.say('Start the server with the same keyring. Let no other deployment use these connections.')
}
