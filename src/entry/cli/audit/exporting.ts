import { resolve } from 'node:path'
import { makeFolder } from '../../folder.ts'
import type { Sql } from '../../../kit/sql.ts'
import { csvHead, csvLine, evidenceOf, type ExportHead, headOf, linesOf } from '../../../parts/audit/index.ts'
import { PendingFile } from '../backup/pending-file.ts'
import { count } from '../backup/progress.ts'
import type { Context } from '../command.ts'
import { keyAtHome, withLog } from './log.ts'

export interface ExportCliOptions {
  to: string
  format: 'jsonl' | 'csv'
}

/** Writes a copy of the log: one that `audit verify --file` proves, or a table for people. */
export async function exportLog(context: Context, { to, format }: ExportCliOptions): Promise<void> {
  const path = resolve(to)
  makeFolder(resolve(path, '..'), 0o700)
  const file = new PendingFile(path)
  const told = { entries: 0 }
  try {
    await withLog(context, async (sql) => {
      const lines = format === 'csv' ? csvLines(sql, told) : jsonLines(context, sql, told)
      await file.write(asBytes(lines))
    })
    await file.keep()
  } finally {
    await file.drop()
  }
  context.terminal.answer({
    json: { file: path, entries: told.entries, bytes: file.bytes },
    plain: path,
    human: `${path}: ${count(told.entries)} entries, ${count(Math.ceil(file.bytes / 1024))} KiB.`,
  })
}

async function* csvLines(sql: Sql, told: { entries: number }): AsyncGenerator<string> {
  yield csvHead
  const evidence = evidenceOf({ sql })
  const { epoch, xidTo } = await evidence.start()
  for await (const entry of evidence.entries(epoch, xidTo)) {
    told.entries += 1
    yield csvLine(entry)
  }
}

async function* jsonLines(context: Context, sql: Sql, told: { entries: number }): AsyncGenerator<string> {
  const { deploymentId } = await headOf({ sql: sql.as({ role: 'jobs' }) })
  const head: ExportHead = {
    type: 'log',
    format: 1,
    origin: `keyhold/audit/${deploymentId}`,
    publicKey: keyAtHome(context),
    exportedAt: new Date().toISOString(),
  }
  yield JSON.stringify(head)
  for await (const line of linesOf(evidenceOf({ sql }))) {
    if (line.startsWith('{"type":"entry"')) told.entries += 1
    yield line
  }
}

const batchLines = 1_000

/** Lines, many to a piece. */
export async function* asBytes(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Buffer> {
  let batch: string[] = []
  for await (const line of lines) {
    batch.push(line, '\n')
    if (batch.length < batchLines * 2) continue
    yield Buffer.from(batch.join(''))
    batch = []
  }
  yield Buffer.from(batch.join(''))
}
