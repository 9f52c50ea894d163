import { z } from 'zod'
import { daysAfter } from '../../../../kit/duration.ts'
import { faults } from '../../../../kit/fault.ts'
import { json, noAudit, recorded, route, scope } from '../../../../kit/route.ts'
import { defaultRepository, envelopeMembers } from '../../envelope/envelope.ts'
import type { World } from '../../../../kit/world.ts'
import { releaseFaults } from '../../faults.ts'
import { pullRequestFaults } from '../faults.ts'
import { findRepository } from '../../repositories/store.ts'
import { qualityOf } from '../risk/quality.ts'
import { leastOfEach, leastOutcomes, recalibrate } from '../risk/recalibrate.ts'
import { findPullRequest, numberInput } from '../show/find.ts'
import { outcome } from '../show/shapes.ts'
import { coverageOf } from '../show/store.ts'
import {
  countWaiting,
  deleteOutcomes,
  insertOutcome,
  labelled,
  outcomeDays,
  outcomeKinds,
  outcomesOf,
} from './store.ts'

const common = { dialect: '004', flag: 'PR_INTEL_ENABLED' } as const

const tell = route({
  ...common,
  method: 'POST',
  path: '/internal/pr-intel/:number/outcome',
  summary:
    'Says what came of a merged pull request: taken back, mended by another, rolled back, or clean, which takes back what was found.',
  who: scope('releases:write'),
  audit: recorded('pull_request.outcome_told', 'pull_request'),
  input: numberInput,
  body: json(
    z.strictObject({
      kind: z.enum(outcomeKinds),
      byNumber: envelopeMembers.prNumber.describe('The pull request that did it.'),
      at: z.iso
        .datetime({ offset: true, error: 'wants a moment such as 2026-01-01T00:00:00Z' })
        .optional()
        .describe('When it came to light. Default now.'),
    }),
  ),
  output: {
    kind: 'schema',
    schema: z.object({
      id: z.string(),
      prNumber: z.number(),
      repository: z.string(),
      outcomes: z.array(outcome),
    }),
  },
  async handle({ world, caller: { accountId }, input, body }) {
    const { id, number, repository, state, endedAt } = await findPullRequest(world, accountId, input)
    if (state !== 'merged' || endedAt === null) throw pullRequestFaults.PULL_REQUEST_NOT_MERGED({ state })
    const at = body.at === undefined ? world.now() : momentOf(world, body.at, endedAt)
    // The last who looked is right: clean takes back what was said, and anything else takes back clean.
    await deleteOutcomes(world, accountId, id, body.kind === 'clean' ? outcomeKinds : ['clean'])
    const told = { kind: body.kind, byNumber: body.byNumber ?? 0, source: 'told', at } as const
    await insertOutcome(world, accountId, id, told)
    const outcomes = await outcomesOf(world, accountId, id)
    return {
      id,
      prNumber: number,
      repository,
      outcomes: outcomes.map((each) => ({ ...each, byNumber: each.byNumber || null })),
    }
  },
})

/** @throws BAD_REQUEST for a moment at which nothing can have come of it */
function momentOf({ now }: Pick<World, 'now'>, text: string, mergedAt: Date): Date {
  const at = new Date(text)
  const wants =
    at > now()
      ? 'wants a moment that is not to come'
      : at < mergedAt
        ? `wants a moment after the merge, which was at ${mergedAt.toISOString()}`
        : null
  if (wants !== null) throw faults.BAD_REQUEST({ violations: [{ at: '/at', wants }] })
  return at
}

const bin = z.object({
  from: z.number(),
  to: z.number(),
  count: z.number(),
  told: z.number(),
  share: z.number(),
  low: z.number(),
  high: z.number(),
})

const coverageDays = 30

const model = route({
  ...common,
  method: 'GET',
  path: '/internal/pr-intel/model',
  summary:
    "How good the probabilities told of a repository's merged pull requests were, how they are calibrated, and of how many the files are known.",
  who: scope('releases:read'),
  audit: noAudit('shows no secret'),
  input: z.object({ repository: envelopeMembers.repository }),
  output: {
    kind: 'schema',
    schema: z.object({
      repository: z.string(),
      calibration: z
        .object({ shift: z.number(), slope: z.number() })
        .nullable()
        .describe('Null: the shipped model as it is.'),
      outcomes: z.number().describe('Merged at least 30 days ago, so that it is known what came of them.'),
      positives: z.number(),
      waiting: z.number().describe('Merged within these 30 days: they count later.'),
      needed: z.object({
        outcomes: z.number(),
        positives: z.number(),
        negatives: z.number(),
        days: z.number(),
      }),
      quality: z
        .object({
          auc: z.number().nullable(),
          brier: z.number(),
          brierBase: z.number(),
          brierSkill: z.number().nullable(),
          ece: z.number(),
          bins: z.array(bin),
        })
        .nullable()
        .describe('Null below 50 outcomes.'),
      coverage: z.object({
        days: z.number(),
        seen: z.number(),
        analysed: z.number(),
        share: z.number().nullable(),
      }),
    }),
  },
  async handle({ world, caller: { accountId }, input: { repository: name = defaultRepository } }) {
    const repository = await findRepository(world, accountId, name)
    if (!repository) throw releaseFaults.REPOSITORY_NOT_FOUND()
    const told = await labelled(world, accountId, repository.id)
    const since = daysAfter(world.now(), -coverageDays)
    const { seen, analysed } = await coverageOf(world, accountId, repository.id, since)
    const quality = qualityOf(told)
    const calibration = recalibrate(told)
    return {
      repository: name,
      calibration,
      outcomes: quality.outcomes,
      positives: quality.positives,
      waiting: await countWaiting(world, accountId, repository.id),
      needed: { outcomes: leastOutcomes, positives: leastOfEach, negatives: leastOfEach, days: outcomeDays },
      quality: quality.outcomes < leastOutcomes ? null : quality,
      coverage: { days: coverageDays, seen, analysed, share: seen === 0 ? null : analysed / seen },
    }
  },
})

export const outcomeRoutes = [model, tell]
