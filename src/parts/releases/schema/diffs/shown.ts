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
  id: z
    .string()
    .describe(
      'The same for the same change, whatever else is in the diff; of several that are alike the second ends in #2.',
    ),
  rule: z.string().describe('Such as D2.'),
  title: z.string(),
  severity: z.number().describe('0 to 100.'),
  baseSeverity: z.number(),
  table: z.string().nullable(),
  columns: z.array(z.string()),
  model: z.string().nullable(),
  field: z.string().nullable(),
  renamedTo: z.string().nullable(),
  message: z.string(),
  remedy: z.string().describe('What to do instead.'),
  sql: z.string().nullable().describe('SQL that does it better, or looks first.'),
  place: place.describe('In the schema after.'),
  basePlace: place.nullable().describe('In the schema before.'),
  migrationFile: z
    .string()
    .nullable()
    .optional()
    .describe("Of the author's own migration; null where none was given, or it leaves this out."),
  migrationLine: z.number().nullable().describe('In `migrationFile`; without a migration, in `sql`.'),
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
  score: z.number().describe('0 to 100.'),
  level: z.enum(levels),
  findings: z.array(finding).describe('The gravest first.'),
  findingsTotal: z.number(),
  ignored: z
    .array(
      finding.extend({
        reason: z.string(),
        answeredAt: place.optional().describe('Where the comment stands.'),
      }),
    )
    .describe('Answered by a `prisma-ignore` comment.'),
  renames: z.array(
    z.object({
      kind: z.enum(['table', 'column']),
      rule: z.enum(['D3', 'D4', 'D5']),
      table: z.string(),
      from: z.string(),
      to: z.string(),
      score: z.number().describe('How alike they are, 0 to 1.'),
      sql: z.string().nullable(),
    }),
  ),
  sql: z.string().nullable().describe('What Prisma would do; null where it writes none for that database.'),
  migration: z
    .object({
      path: z.string().describe('Of its first file, and how many more there are.'),
      reachesTarget: z.boolean(),
      missing: z.array(z.string()),
      extra: z.array(z.string()),
    })
    .nullable()
    .describe("What the author's own migration does beside it; null without one."),
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
