import { z } from 'zod'
import { cursorQuery, limitQuery, pageOf, placeOf } from '../../../../kit/listing.ts'
import { noAudit, route, scope } from '../../../../kit/route.ts'
import { envelopeMembers } from '../../envelope/envelope.ts'
import { policyOf } from '../findings/policy.ts'
import { states } from '../standing/telling.ts'
import { labelOf, outcomesOf, outcomesOfEach } from '../outcomes/store.ts'
import { commentMarker, commentOf } from '../words/comment.ts'
import { findPullRequest, numberInput } from './find.ts'
import { check, listed, whole } from './shapes.ts'
import {
  type Candidate,
  countRecords,
  listPullRequests,
  type ListedRow,
  type RecordRow,
  records,
} from './store.ts'
import { levelOf, viewOf } from './view.ts'

const mostRecords = 100
const read = {
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  dialect: '004',
  flag: 'PR_INTEL_ENABLED',
} as const

const list = route({
  method: 'GET',
  path: '/internal/pr-intel',
  summary: 'The pull requests that something was told of, the latest first.',
  ...read,
  input: z.object({
    repository: envelopeMembers.repository,
    state: z.enum(states).optional(),
    limit: limitQuery,
    cursor: cursorQuery,
  }),
  output: {
    kind: 'schema',
    schema: z.object({ pullRequests: z.array(listed), nextCursor: z.string().nullable() }),
  },
  async handle({ world, caller: { accountId }, input }) {
    const found = await listPullRequests(
      world,
      accountId,
      {
        repository: input.repository ?? null,
        state: input.state ?? null,
        before: placeOf(input.cursor),
      },
      input.limit + 1,
    )
    const { rows, nextCursor } = pageOf(found, input.limit, ({ changedAt, id }) => ({ at: changedAt, id }))
    const outcomes = await outcomesOfEach(
      world,
      accountId,
      rows.map(({ id }) => id),
    )
    const isBroken = (row: ListedRow) => labelOf(world, row, outcomes.get(row.id) ?? []) === 'defective'
    return {
      pullRequests: rows.map((row) => ({ ...listedOf(row), isBroken: isBroken(row) })),
      nextCursor,
    }
  },
})

const listedOf = ({ number, settings, ...row }: ListedRow) => ({
  ...row,
  prNumber: number,
  level: row.probability === null ? null : levelOf(row.probability, policyOf(settings)),
})

const show = route({
  method: 'GET',
  path: '/internal/pr-intel/:number',
  summary:
    'A pull request: what was sent, the probability that it brings a defect in with its reasons, what the policy found, and what came of it.',
  ...read,
  input: numberInput,
  output: { kind: 'schema', schema: whole },
  async handle({ world, caller: { accountId }, input }) {
    const found = await findPullRequest(world, accountId, input)
    const [rows, total, outcomes, view] = await Promise.all([
      records(world, accountId, found.id, mostRecords),
      countRecords(world, accountId, found.id),
      outcomesOf(world, accountId, found.id),
      viewOf(world, accountId, found, found.settings),
    ])
    const shown = rows.map((row) => recordOf(row, found))
    const { snapshot, change, risk, findings, told, check } = view
    return {
      ...found,
      ...told,
      prNumber: found.number,
      records: shown,
      latestRiskScore: shown[0]?.riskScore ?? null,
      latestComputedRiskScore: shown[0]?.computedRiskScore ?? null,
      totalAnalyses: total,
      baseSha: snapshot?.baseSha ?? null,
      change,
      risk,
      findings,
      label: labelOf(world, found, outcomes),
      outcomes: outcomes.map((each) => ({ ...each, byNumber: each.byNumber || null })),
      check,
    }
  },
})

/** What the sender counted where it did, else what was counted here: by source 004's formula. */
function recordOf({ told, headSha, ...row }: RecordRow, { number, headSnapshotId }: Candidate) {
  const files = row.files ?? told?.changedFilesCount ?? null
  const sensitive = row.sensitive ?? told?.sensitivePathsCount ?? null
  const computed = files === null || sensitive === null ? null : files * 0.5 + sensitive * 2
  return {
    ...row,
    prNumber: number,
    changedFilesCount: told?.changedFilesCount ?? files,
    sensitivePathsCount: told?.sensitivePathsCount ?? sensitive,
    riskScore: told?.riskScore ?? computed,
    metadata: told?.metadata ? flattened(told.metadata, 3) : null,
    computedRiskScore: computed,
    headSha: headSha || null,
    isHead: row.id === headSnapshotId,
  }
}

/** With that many levels of it, and below them text. */
function flattened(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return JSON.stringify(value)
  if (Array.isArray(value)) return value.map((each) => flattened(each, levels - 1))
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, flattened(each, levels - 1)]))
}

const comment = route({
  method: 'GET',
  path: '/internal/pr-intel/:number/comment',
  summary:
    'What to write below a pull request, as Markdown in which nothing that others wrote is live, and what its check is to say.',
  ...read,
  input: numberInput,
  output: {
    kind: 'schema',
    schema: z.object({
      repository: z.string(),
      prNumber: z.number(),
      headSha: z.string().nullable(),
      marker: z.string().describe('The comment is found again by it.'),
      markdown: z.string(),
      check,
    }),
  },
  async handle({ world, caller: { accountId }, input }) {
    const found = await findPullRequest(world, accountId, input)
    const view = await viewOf(world, accountId, found, found.settings)
    const { repository, number: prNumber, headSha, title } = found
    const markdown = commentOf({ ...view, title, headSha })
    return { repository, prNumber, headSha, marker: commentMarker, markdown, check: view.check }
  },
})

export const showRoutes = [list, show, comment]
