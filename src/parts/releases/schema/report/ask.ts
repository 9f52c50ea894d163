import { isolate, JobLost } from '../../../../kit/isolate.ts'
import { schemaFaults } from '../faults.ts'
import type { SchemaFile } from '../text/schema-file.ts'
import type { Analysis } from './analyse.ts'
import type { Question, Report } from './report.ts'

/** Of the files of one side together, UTF-8. The largest schema that was measured has 0.4 MB. */
const longestSchemaBytes = 524_288

// A real diff takes a tenth of the deadline; hostile text that takes more is answered within two seconds (X6).
const engines = isolate<Question, Analysis>(new URL('./schema.worker.ts', import.meta.url), {
  deadlineSeconds: 1.5,
  maxMegabytes: 256,
  workersAtMost: 2,
  queuedAtMost: 32,
})

export interface Diff {
  report: Report
  /** As they may be kept: without addresses of databases (X11). */
  schemas: { base: readonly SchemaFile[]; target: readonly SchemaFile[] }
}

/**
 * Compares two Prisma schemas, in a thread of its own. Needs neither a database nor the network.
 * @throws SCHEMA_EMPTY, SCHEMA_TOO_LARGE, SCHEMA_INVALID with the user's files and lines, SCHEMA_TOO_HARD,
 * SCHEMA_DIFF_BUSY, SCHEMA_DIFF_UNAVAILABLE
 */
export async function diffSchemas(given: Question): Promise<Diff> {
  const question = { ...given, base: given.base.filter(({ content }) => !isBlank(content)) }
  refuseLarge('base', question.base)
  refuseLarge('target', question.target)
  refuseLarge('migration', question.migration)
  if (question.target.every(({ content }) => isBlank(content))) throw schemaFaults.SCHEMA_EMPTY()
  const analysis = await engines.ask(question).catch((error: unknown) => {
    throw lossOf(error)
  })
  if ('report' in analysis) return analysis
  const violations = analysis.objections.map(({ file, line, message }) => ({ file, line, message }))
  const [first] = violations
  const words = first ? `${first.file}:${first.line}: ${first.message}` : undefined
  throw schemaFaults.SCHEMA_INVALID({ side: analysis.side, violations, words })
}

const isBlank = (text: string): boolean => text.replace(/^\uFEFF/, '').trim() === ''

function refuseLarge(side: string, files: readonly SchemaFile[]): void {
  const size = files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0)
  if (size > longestSchemaBytes) throw schemaFaults.SCHEMA_TOO_LARGE({ side, limitBytes: longestSchemaBytes })
}

function lossOf(error: unknown): unknown {
  if (!(error instanceof JobLost)) return error
  if (error.reason === 'crowded') return schemaFaults.SCHEMA_DIFF_BUSY({ retryAfterSeconds: 2 })
  const { code } = (error.cause ?? {}) as { code?: string }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ENOENT')
    return schemaFaults.SCHEMA_DIFF_UNAVAILABLE({}, { cause: error })
  // The cause may quote the schema: it stays out of the log (X11).
  return schemaFaults.SCHEMA_TOO_HARD({ reason: error.reason })
}
