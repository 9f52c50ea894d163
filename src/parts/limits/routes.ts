import { z } from 'zod'
import { noAudit, operator, route } from '../../kit/route.ts'
import { depthOf } from './policies/policy.ts'
import type { PipelinePolicy } from './policies/tiers.ts'
import { isLimiterDegraded } from './requests/in-charge.ts'
import { limitSettings } from './settings.ts'

const shownPolicy = z.object({
  name: z.string(),
  kind: z.enum(['rate', 'quota']),
  countsBy: z.enum(['caller', 'address', 'user and endpoint']).describe('Whom it counts.'),
  limit: z.number().describe('Units of a period.'),
  periodSeconds: z.number().nullable().describe('Of a rate; null: a quota.'),
  period: z
    .enum(['minute', 'hour', 'day', 'month'])
    .nullable()
    .describe("The calendar's window of a quota, UTC; null: a rate."),
  units: z.number().describe('Units that can be had at once.'),
})

const shown = (policy: PipelinePolicy): z.infer<typeof shownPolicy> => ({
  name: policy.name,
  kind: policy.kind,
  countsBy: policy.countsBy,
  limit: policy.limit,
  periodSeconds: policy.kind === 'rate' ? policy.periodSeconds : null,
  period: policy.kind === 'quota' ? policy.period : null,
  units: depthOf(policy),
})

const inForce = route({
  method: 'GET',
  path: '/api/limits',
  summary:
    'The limits on requests that are in force: tiers of keys, policies, and whether their store is away.',
  who: operator,
  audit: noAudit('shows nothing of any account'),
  output: {
    kind: 'schema',
    schema: z.object({
      defaultTier: z.string().describe('The tier of keys that name none.'),
      tiers: z.array(z.object({ name: z.string(), policies: z.array(shownPolicy) })),
      policies: z.array(shownPolicy),
      processes: z.number().describe('Server processes that share the limits.'),
      isDegraded: z.boolean().describe('The store is away: this process admits a reduced share.'),
    }),
  },
  async handle({ world }) {
    const { book, keyTier, processes } = world.settings(limitSettings)
    return {
      defaultTier: keyTier,
      tiers: Object.entries(book.tiers).map(([name, policies]) => ({ name, policies: policies.map(shown) })),
      policies: Object.values(book.policies).map(shown),
      processes,
      isDegraded: isLimiterDegraded(world),
    }
  },
})

export const limitRoutes = [inForce]
