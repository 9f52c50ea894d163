import { z } from 'zod'
import { moment } from '../../../../kit/listing.ts'
import { findingIds } from '../findings/policy.ts'
import { states } from '../standing/telling.ts'
import { outcomeKinds } from '../outcomes/store.ts'

const nullableMoment = moment.nullable()
export const facts = z.enum(['none', 'partial', 'complete'])
const totals = z.object({ files: z.number(), additions: z.number(), deletions: z.number() })

export const check = z.object({
  conclusion: z.enum(['neutral', 'success', 'failure', 'action_required']),
  title: z.string(),
})

export const change = z.object({
  state: z.enum(['complete', 'partial']),
  totals,
  generated: totals.nullable().describe('Of files that nobody wrote by hand; null: not known.'),
  content: totals.nullish().describe('Of documents, pictures and data beside those.'),
  measures: z.object({
    la: z.number(),
    ld: z.number(),
    nf: z.number(),
    nd: z.number().nullable(),
    ns: z.number().nullable(),
    entropy: z.number().nullable(),
    fix: z.boolean(),
  }),
})

export const risk = z.object({
  probability: z.number().describe('0 to 1.'),
  score: z.number(),
  interval: z.object({ low: z.number(), high: z.number() }),
  level: z.enum(['low', 'medium', 'high']),
  isProvisional: z.boolean().describe('The totals alone are known.'),
  isCalibrated: z.boolean().describe("By the repository's own outcomes, not by the shipped model."),
  index: z
    .object({ percentile: z.number(), of: z.number() })
    .nullable()
    .describe("Among the repository's last pull requests; null while they are too few."),
  usualProbability: z
    .number()
    .describe(
      'Of a usual change, by the shipped model: the reasons multiply its odds, and lead to `modelProbability`.',
    ),
  modelProbability: z.number(),
  reasons: z.array(
    z.object({
      measure: z.enum(['la', 'ld', 'ns', 'fix']),
      value: z.number(),
      usual: z.number(),
      contribution: z.number().describe('Added to the logit: above 0 it raises the probability.'),
      text: z.string(),
    }),
  ),
})

export const finding = z.object({
  id: z.enum(findingIds),
  severity: z.enum(['note', 'warning']),
  text: z.string(),
  area: z.string().nullable(),
  paths: z.array(z.string()),
  names: z.array(z.string()),
  count: z.number().describe('How many there are; of these the first are in `paths` and `names`.'),
})

export const outcome = z.object({
  kind: z.enum(outcomeKinds),
  byNumber: z.number().nullable(),
  source: z.enum(['found', 'told']),
  at: moment,
})

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const flat = z.union([scalar, z.array(scalar), z.record(z.string(), scalar)])
/** Whatever a sender thinks of, on three levels; what lies deeper is shown as the JSON it was. */
const metadataValue = z.union([flat, z.array(flat), z.record(z.string(), flat)])

/** As source 004 keeps each that is sent, and ours beside. */
export const record = z.object({
  id: z.string(),
  prNumber: z.number(),
  changedFilesCount: z.number().nullable(),
  sensitivePathsCount: z.number().nullable(),
  riskScore: z.number().nullable(),
  metadata: z.record(z.string(), metadataValue).nullable(),
  createdAt: moment,
  computedRiskScore: z.number().nullable(),
  headSha: z.string().nullable(),
  isHead: z.boolean(),
  facts,
  probability: z.number().nullable(),
})

export const listed = z.object({
  id: z.string(),
  repository: z.string(),
  prNumber: z.number(),
  title: z.string(),
  labels: z.array(z.string()),
  isDraft: z.boolean(),
  state: z.enum(states),
  headSha: z.string().nullable(),
  facts: facts.describe('What is known of the change: each file, the totals alone, or nothing.'),
  probability: z.number().nullable().describe('0 to 1.'),
  level: z.enum(['low', 'medium', 'high']).nullable(),
  openedAt: moment,
  endedAt: nullableMoment,
  changedAt: moment,
  isBroken: z.boolean().describe('It brought a defect in, as far as anybody knows.'),
})

export const whole = z.object({
  prNumber: z.number(),
  records: z.array(record),
  latestRiskScore: z.number().nullable(),
  latestComputedRiskScore: z.number().nullable(),
  totalAnalyses: z.number(),
  id: z.string(),
  repository: z.string(),
  title: z.string(),
  labels: z.array(z.string()),
  isDraft: z.boolean(),
  state: z.enum(states),
  baseBranch: z.string().nullable(),
  headBranch: z.string().nullable(),
  headSha: z.string().nullable(),
  baseSha: z.string().nullable(),
  mergeSha: z.string().nullable(),
  openedAt: moment,
  endedAt: nullableMoment,
  changedAt: moment,
  facts,
  change: change.nullable(),
  risk: risk.nullable(),
  findings: z.array(finding),
  flakyTests: z.array(
    z.object({ id: z.string(), name: z.string(), path: z.string().nullable(), verdict: z.string() }),
  ),
  schemaDiff: z
    .object({ id: z.string(), level: z.string(), score: z.number(), findings: z.number() })
    .nullable(),
  journeys: z.array(z.object({ id: z.string(), name: z.string(), status: z.string() })),
  label: z.enum(['unknown', 'clean', 'defective']),
  outcomes: z.array(outcome),
  check,
})
