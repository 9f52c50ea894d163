import { z } from 'zod'
import { moment } from '../../kit/listing.ts'
import { byRule, type Caller, json, noAudit, operator, route } from '../../kit/route.ts'
import { transaction, type World } from '../../kit/world.ts'
import { record } from '../audit/index.ts'
import {
  type Breaker,
  breakerOf,
  listBreakers,
  openBreaker,
  operationClasses,
  resetBreaker,
  stateOf,
} from '../limits/index.ts'
import { connectionFaults } from './faults.ts'
import { providersOf } from './registry.ts'

const list = route({
  method: 'GET',
  path: '/api/breakers',
  summary:
    'The breakers of each provider, for refreshes, exchanges of codes and its API: open while it is away.',
  who: operator,
  audit: noAudit('shows nothing of any account'),
  output: {
    kind: 'schema',
    schema: z.object({
      breakers: z.array(
        z.object({
          name: z.string(),
          provider: z.string(),
          operation: z.enum(operationClasses),
          state: z.enum(['closed', 'open', 'half-open']),
          failures: z.number().describe('Outages in a row.'),
          failedAt: moment.nullable(),
          openedAt: moment.nullable().describe('When it opened last.'),
          openUntil: moment.nullable(),
          isForced: z.boolean().describe('Opened by hand.'),
          trips: z.number(),
          closedAt: moment.nullable(),
        }),
      ),
    }),
  },
  async handle({ world }) {
    const rows = await listBreakers(world)
    return {
      breakers: rows.flatMap((row) => {
        const breaker = breakerOf(row.name)
        if (!breaker) return []
        return {
          name: row.name,
          ...breaker,
          state: stateOf(row, world.now()),
          failures: row.failures,
          failedAt: row.failed_at,
          openedAt: row.opened_at,
          openUntil: row.open_until,
          isForced: row.is_forced,
          trips: row.trips,
          closedAt: row.closed_at,
        }
      }),
    }
  },
})

const name = z.string().min(1).max(100)

const open = route({
  method: 'POST',
  path: '/api/breakers/open',
  summary: 'Stops a class of calls to a provider by hand, for a time; then one probes whether it answers.',
  who: operator,
  audit: byRule('breaker.opened'),
  body: json(
    z.object({
      name,
      seconds: z.number().int().min(1).max(604_800).default(3600).describe('Default an hour.'),
    }),
  ),
  output: {
    kind: 'schema',
    schema: z.object({ name: z.string(), state: z.literal('open'), openUntil: moment }),
  },
  async handle({ world, caller, body: { name, seconds }, request }) {
    const breaker = knownBreaker(world, name)
    const openUntil = await transaction(world, async (world) => {
      await tell(world, caller, 'breaker.opened', { breaker: name, seconds }, request.id)
      return openBreaker(world, breaker, seconds)
    })
    return { name, state: 'open', openUntil }
  },
})

const reset = route({
  method: 'POST',
  path: '/api/breakers/reset',
  summary: 'Closes a breaker by hand: the next call goes out.',
  who: operator,
  audit: byRule('breaker.reset'),
  body: json(z.object({ name })),
  output: { kind: 'schema', schema: z.object({ name: z.string(), state: z.literal('closed') }) },
  async handle({ world, caller, body: { name }, request }) {
    const breaker = knownBreaker(world, name)
    await transaction(world, async (world) => {
      if (!(await resetBreaker(world, breaker))) throw connectionFaults.BREAKER_NOT_FOUND()
      await tell(world, caller, 'breaker.reset', { breaker: name }, request.id)
    })
    return { name, state: 'closed' }
  },
})

/** Only of providers that there are: a name of one's own would be a row for ever. @throws BREAKER_NOT_FOUND */
function knownBreaker(world: World, name: string): Breaker {
  const breaker = breakerOf(name)
  if (!breaker || !providersOf(world).has(breaker.provider)) throw connectionFaults.BREAKER_NOT_FOUND()
  return breaker
}

const tell = (
  world: World,
  { accountId, actor }: Caller,
  action: 'breaker.opened' | 'breaker.reset',
  detail: Record<string, string | number>,
  requestId: string,
): Promise<void> => record(world, { action, accountId, actor, requestId, detail })

export const breakerRoutes = [list, open, reset]
