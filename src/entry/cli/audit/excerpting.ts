import { resolve } from 'node:path'
import { makeFolder } from '../../folder.ts'
import { evidenceOf, excerptLines, excerptOf } from '../../../parts/audit/index.ts'
import { PendingFile } from '../backup/pending-file.ts'
import { count } from '../backup/progress.ts'
import type { Context } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { Trouble, usageTrouble } from '../trouble.ts'
import { asBytes } from './exporting.ts'
import { keyAtHome, newestSigned, withLog } from './log.ts'

export interface ExcerptCliOptions {
  to: string
  connection?: string
  actor?: string
}

/** Writes what the log says of a connection, or of what somebody did, so that each line proves without the rest. */
export async function exportExcerpt(
  context: Context,
  { to, connection, actor }: ExcerptCliOptions,
): Promise<void> {
  if ((connection === undefined) === (actor === undefined))
    throw usageTrouble('An excerpt is of a connection or of an actor.', 'Give --connection or --actor.')
  const publicKey = keyAtHome(context)
  const signed = publicKey === null ? null : newestSigned(context, publicKey)
  if (signed === null)
    throw new Trouble('There is no signed checkpoint in the home yet.', {
      exitCode: exitCodes.notFound,
      hint: 'Run it with the KEYHOLD_HOME of the server, a minute after its start.',
    })
  const excerpt = await withLog(context, (sql) =>
    excerptOf(evidenceOf({ sql }), signed.note.size, (entry) =>
      connection === undefined ? entry.actor === actor : entry.object === connection,
    ),
  )
  if (!excerpt.root.equals(signed.note.root))
    throw new Trouble('The log is not the one that was signed.', {
      hint: 'Run `keyhold audit verify`: it tells where they differ.',
    })
  const head = {
    type: 'excerpt' as const,
    format: 1 as const,
    checkpoint: signed.text,
    publicKey,
    about: connection === undefined ? `actor ${actor}` : `connection ${connection}`,
    exportedAt: new Date().toISOString(),
  }
  const path = resolve(to)
  makeFolder(resolve(path, '..'), 0o700)
  const file = new PendingFile(path)
  try {
    await file.write(asBytes(excerptLines(head, excerpt)))
    await file.keep()
  } finally {
    await file.drop()
  }
  const entries = excerpt.blocks.reduce((sum, block) => sum + block.entries.length, 0)
  context.terminal.answer({
    json: { file: path, entries, newer: excerpt.newer },
    plain: path,
    human: `${path}: ${count(entries)} entries of ${head.about}.`,
  })
  if (excerpt.newer > 0)
    context.terminal.say(`${count(excerpt.newer)} are newer than the last checkpoint: again in a minute.`)
}
