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
  migration: z.union([z.string(), file]).optional(),
  rowCounts: z.record(z.string(), z.int().min(0)).default({}),
})

export function questionOf(body: z.infer<typeof sentShape>): Question {
  const files = (given: string | SchemaFile[]): SchemaFile[] =>
    typeof given === 'string' ? [{ path: body.schemaPath, content: given }] : distinct(given)
  const { migration } = body
  return {
    base: files(body.baseSchema),
    target: files(body.targetSchema),
    migration:
      typeof migration === 'string' ? { path: 'migration.sql', content: migration } : (migration ?? null),
    rowCounts: body.rowCounts,
  }
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
