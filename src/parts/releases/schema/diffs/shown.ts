import { z } from 'zod'
import { moment } from '../../../../kit/listing.ts'
import { levels } from '../verdict/score.ts'

const operation = z.object({
  type: z.enum(['addModel', 'addField', 'alterType', 'dropField', 'dropModel']),
  model: z.string(),
  field: z.string().optional(),
  fieldType: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  risk: z.number(),
})

const place = z.object({ file: z.string(), line: z.number() })

const finding = z.object({
  id: z.string(),
  rule: z.string(),
  title: z.string(),
  severity: z.number(),
  baseSeverity: z.number(),
  table: z.string().nullable(),
  columns: z.array(z.string()),
  model: z.string().nullable(),
  field: z.string().nullable(),
  renamedTo: z.string().nullable(),
  message: z.string(),
  remedy: z.string(),
  sql: z.string().nullable(),
  place,
  basePlace: place.nullable(),
  migrationLine: z.number().nullable(),
})

/** The source's members first, ours after them. */
export const shownReport = z.object({
  operations: z.array(operation),
  riskScore: z.number(),
  severity: z.enum(['low', 'medium', 'high']),
  windowRecommendation: z.enum(['low-traffic', 'off-peak', 'scheduled-maintenance']),
  summary: z.object({
    totalOperations: z.number(),
    addModels: z.number(),
    dropModels: z.number(),
    addFields: z.number(),
    dropFields: z.number(),
    alterTypes: z.number(),
    hasDestructive: z.boolean(),
  }),
  provider: z.string(),
  lockRules: z.object({ applied: z.boolean(), reason: z.string().nullable() }),
  score: z.number(),
  level: z.enum(levels),
  findings: z.array(finding),
  findingsTotal: z.number(),
  ignored: z.array(finding.extend({ reason: z.string() })),
  renames: z.array(
    z.object({
      kind: z.enum(['table', 'column']),
      rule: z.enum(['D3', 'D4', 'D5']),
      table: z.string(),
      from: z.string(),
      to: z.string(),
      score: z.number(),
      sql: z.string().nullable(),
    }),
  ),
  sql: z.string().nullable(),
  migration: z
    .object({
      path: z.string(),
      reachesTarget: z.boolean(),
      missing: z.array(z.string()),
      extra: z.array(z.string()),
    })
    .nullable(),
  notes: z.array(z.string()),
})
export type ShownReport = z.infer<typeof shownReport>

/** Where it is kept; null where the request named no repository. */
export const shownAnswer = shownReport.extend({
  id: z.string().nullable(),
  repository: z.string().nullable(),
})

export const shownKept = z.object({
  id: z.string(),
  repository: z.string(),
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  prNumber: z.number().nullable(),
  ciRunId: z.string().nullable(),
  score: z.number(),
  level: z.enum(levels),
  findings: z.number(),
  createdAt: moment,
})

const files = z.array(z.object({ path: z.string(), content: z.string() }))
export const shownWhole = shownKept.extend({
  report: shownReport,
  schemas: z.object({ base: files, target: files }),
})
