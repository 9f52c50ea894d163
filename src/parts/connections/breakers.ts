import { z } from 'zod'
import { moment } from '../../kit/listing.ts'
import { byRule, json, noAudit, operator, route } from '../../kit/route.ts'
import { transaction } from '../../kit/world.ts'
import { record } from '../audit/index.ts'
import { listBreakers, resetBreaker, stateOf } from '../limits/index.ts'
import { connectionFaults } from './faults.ts'

const list = route({
  method: 'GET',
  path: '/api/breakers',
  summary: 'The breaker of each provider, for tokens and for its API: open while the provider is away.',
  who: operator,
  audit: noAudit('shows nothing of any account'),
  output: {
    kind: 'schema',
    schema: z.object({
      breakers: z.array(
        z.object({
          name: z.string(),
          state: z.enum(['closed', 'open', 'half-open']),
          failures: z.number(),
          openUntil: moment.nullable(),
          trips: z.number(),
          closedAt: moment.nullable(),
        }),
      ),
    }),
  },
  async handle({ world }) {
    const rows = await listBreakers(world)
    return {
      breakers: rows.map((row) => ({
        name: row.name,
        state: stateOf(row, world.now()),
        failures: row.failures,
        openUntil: row.open_until,
        trips: row.trips,
        closedAt: row.closed_at,
      })),
    }
  },
})

const reset = route({
  method: 'POST',
  path: '/api/breakers/reset',
  summary: 'Closes a breaker by hand: the next call goes out.',
  who: operator,
  audit: byRule('breaker.reset'),
  body: json(z.object({ name: z.string().min(1).max(100) })),
  output: { kind: 'schema', schema: z.object({ name: z.string(), state: z.literal('closed') }) },
  async handle({ world, caller, body: { name }, request }) {
    await transaction(world, async (world) => {
      if (!(await resetBreaker(world, name))) throw connectionFaults.BREAKER_NOT_FOUND()
      await record(world, {
        action: 'breaker.reset',
        accountId: caller.accountId,
        actor: caller.actor,
        requestId: request.id,
        detail: { breaker: name },
      })
    })
    return { name, state: 'closed' }
  },
})

export const breakerRoutes = [list, reset]
