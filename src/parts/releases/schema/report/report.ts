import type { Reach } from '../changes/reach.ts'
import type { SourceAnswer } from '../baseline/answer.ts'
import type { Finding } from '../findings/finding.ts'
import type { Rename } from '../renames/find.ts'
import type { Place, SchemaFile } from '../text/schema-file.ts'
import type { Level } from '../verdict/score.ts'

/** What is asked: two schemas, and what is known besides. */
export interface Question {
  /** None: there was no schema before. */
  base: readonly SchemaFile[]
  target: readonly SchemaFile[]
  /** Files of the author's own migration, in the order in which they run. None: none was given. */
  migration: readonly SchemaFile[]
  /** Rows by model or table. */
  rowCounts: Readonly<Record<string, number>>
  /** Members of what was sent that nothing reads. Default: none. */
  unread?: readonly string[]
}

/** What is answered. The members of the source's answer stand beside ours. */
export interface Report extends SourceAnswer {
  provider: string
  lockRules: { applied: boolean; reason: string | null }
  /** 0 to 100, one decimal. */
  score: number
  level: Level
  /** The gravest first; at most {@link findingsAtMost}. */
  findings: readonly ReportedFinding[]
  /** All that were found and not answered. */
  findingsTotal: number
  /** Answered by a `prisma-ignore` comment. */
  ignored: readonly IgnoredFinding[]
  renames: readonly Rename[]
  /** The engine's migration; null where it writes none for that database. */
  sql: string | null
  /** Whether the author's migration does what the engine's does; null without one. */
  migration: Reach | null
  notes: readonly string[]
}

export interface ReportedFinding extends Finding {
  title: string
  remedy: string
  /** In the target schema: the index, the field, else its model, else where it stood, else the first line. */
  place: Place
  /** In the schema before; null where it has no such thing. */
  basePlace: Place | null
}

export interface IgnoredFinding extends ReportedFinding {
  reason: string
  /** Where the comment stands; missing in a report that was kept before this was told. */
  answeredAt?: Place
}

export const findingsAtMost = 500
/** Of generated SQL, characters. */
export const sqlAtMost = 200_000
