import { call } from '../../api.ts'
import type { Level } from '../drawing/level-meter.tsx'

/** Schema diffs as Keyhold tells them. Times are RFC 3339 text in UTC, scores and severities 0 to 100. */

export type Place = { file: string; line: number }

export type Finding = {
  /** The same for the same change, whatever else is in the diff. */
  id: string
  /** Such as D2. */
  rule: string
  title: string
  severity: number
  baseSeverity: number
  table: string | null
  columns: string[]
  model: string | null
  field: string | null
  message: string
  /** What to do instead. */
  remedy: string
  /** SQL that does it better, or looks first. */
  sql: string | null
  /** In the schema after. */
  place: Place
  /** In the schema before. */
  basePlace: Place | null
  /** In the author's own migration. */
  migrationLine: number | null
}

export type Rename = {
  kind: 'table' | 'column'
  rule: string
  table: string
  from: string
  to: string
  /** How alike they are, 0 to 1. */
  score: number
  sql: string | null
}

export type Report = {
  windowRecommendation: 'low-traffic' | 'off-peak' | 'scheduled-maintenance'
  summary: {
    totalOperations: number
    addModels: number
    dropModels: number
    addFields: number
    dropFields: number
    alterTypes: number
    hasDestructive: boolean
  }
  provider: string
  lockRules: { applied: boolean; reason: string | null }
  score: number
  level: Level
  /** The gravest first. */
  findings: Finding[]
  findingsTotal: number
  /** Answered by a `prisma-ignore` comment. */
  ignored: (Finding & { reason: string })[]
  renames: Rename[]
  /** What Prisma would do; null where it writes none for that database. */
  sql: string | null
  /** What the author's own migration does beside it; null without one. */
  migration: { path: string; reachesTarget: boolean; missing: string[]; extra: string[] } | null
  notes: string[]
}

export type KeptDiff = {
  id: string
  repository: string
  commit: string | null
  branch: string | null
  prNumber: number | null
  score: number
  level: Level
  findings: number
  createdAt: string
}

export type SchemaFile = { path: string; content: string }
export type Schemas = { base: SchemaFile[]; target: SchemaFile[] }
export type WholeDiff = KeptDiff & { report: Report; schemas: Schemas }

export type Comparison = { baseSchema: string; targetSchema: string; migration?: string }

export const schemaApi = {
  list: (query: { repository: string; cursor?: string; limit: number }) =>
    call<{ diffs: KeptDiff[]; nextCursor: string | null }>('GET', '/internal/schema/diffs', { query }),
  one: (id: string) => call<WholeDiff>('GET', `/internal/schema/diffs/${encodeURIComponent(id)}`),
  /** Without a repository nothing is kept. */
  compare: (body: Comparison) => call<Report>('POST', '/internal/schema/diff', { body }),
}
