import { z } from 'zod'
import { type Envelope, envelopeMembers } from '../../envelope/envelope.ts'
import type { Question } from '../report/report.ts'
import type { SchemaFile } from '../text/schema-file.ts'
import { filesAtMost } from './many.ts'

/** What a request asks, however it was sent. */
export interface Sent {
  question: Question
  envelope: Envelope
}

const path = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^\P{Cc}*$/u, { error: 'wants one line without control characters' })
const file = z.object({ path, content: z.string() })
const schema = z.union([z.string(), z.array(file).min(1).max(filesAtMost)], {
  error: ({ input }) =>
    input === undefined || input === null
      ? 'Both baseSchema and targetSchema are required'
      : 'wants the schema as text, or a list of { path, content }',
})

/** The JSON of source 004, with ours beside. */
export const sentShape = z.object({
  ...envelopeMembers,
  baseSchema: schema,
  targetSchema: schema,
  schemaPath: path
    .default('schema.prisma')
    .describe('Where the schema stands in the repository, for texts without a path.'),
  migration: z
    .union([z.string(), file, z.array(file).min(1).max(filesAtMost)], {
      error: 'wants the SQL as text, a { path, content }, or a list of them in the order in which they run',
    })
    .optional(),
  rowCounts: z.record(z.string(), z.int().min(0)).default({}),
})

export function questionOf(body: z.infer<typeof sentShape>, unread: readonly string[]): Question {
  const files = (given: string | SchemaFile[]): SchemaFile[] =>
    typeof given === 'string' ? [{ path: body.schemaPath, content: given }] : distinct(given)
  return {
    base: files(body.baseSchema),
    target: files(body.targetSchema),
    migration: migrationOf(body.migration),
    rowCounts: body.rowCounts,
    unread,
  }
}

function migrationOf(given: z.infer<typeof sentShape>['migration']): SchemaFile[] {
  if (given === undefined) return []
  if (typeof given === 'string') return [{ path: 'migration.sql', content: given }]
  return distinct(Array.isArray(given) ? given : [given])
}

/** Files that have one name in an upload are told apart, as the engine knows them by their names. */
function distinct(files: readonly SchemaFile[]): SchemaFile[] {
  const seen = new Map<string, number>()
  return files.map(({ path, content }) => {
    const before = seen.get(path) ?? 0
    seen.set(path, before + 1)
    return { path: before === 0 ? path : `${path}#${before + 1}`, content }
  })
}
