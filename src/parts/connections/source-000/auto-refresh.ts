import { z } from 'zod'
import { minutesAfter } from '../../../kit/duration.ts'
import { refused000 } from '../../../kit/fault-000.ts'
import { moment } from '../../../kit/listing.ts'
import { byRule, keyOnly, type Route, route } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { pruneLimits } from '../../limits/index.ts'
import { isConfigured } from '../registry.ts'
import { forgetToken } from '../tokens/hot.ts'
import { refresh, type RefreshResult } from '../tokens/refresh.ts'
import { addresses, provider } from './names.ts'
import { endingBefore, type EndingRow } from './store.ts'

/** What ends within this time is refreshed, and all that has ended. */
const aheadMinutes = 30
const roundSize = 500
const roundWidth = 8
/** A function that is called by a schedule has about so long. */
const roundSeconds = 25

const counted = z.object({ success: z.boolean() })
const schema = z.object({
  processed: z.number().int(),
  successful: z.number().int(),
  failed: z.number().int(),
  cached: z.number().int(),
  not_needed: z.number().int(),
  rate_limit_cleanup: counted.extend({ deleted: z.number().int() }),
  lock_cleanup: counted.extend({ updated: z.number().int() }),
  timestamp: moment,
})

const autoRefreshBy = (method: 'GET' | 'POST'): Route =>
  route({
    method,
    path: addresses.autoRefresh,
    summary: `Refreshes what ends within ${aheadMinutes} minutes or has ended, once; Keyhold does so by itself, too.`,
    who: keyOnly('connections:sweep'),
    credential:
      'Send the INTERNAL_API_KEY of the settings as `X-API-Key`; no schedule needs to call this, as Keyhold refreshes by itself.',
    audit: byRule('token.refreshed'),
    dialect: '000',
    limits: ['other-functions'],
    output: { kind: 'schema', schema },
    async handle({ world }) {
      try {
        return await oneRound(world)
      } catch (error) {
        world.log.error('a round of refreshes failed', { error })
        throw refused000(
          500,
          {
            error: 'Auto-refresh failed',
            message: 'The round could not be ended; the next one goes on with what is left.',
            timestamp: world.now().toISOString(),
          },
          { cause: error },
        )
      }
    },
  })

export const autoRefresh = [autoRefreshBy('GET'), autoRefreshBy('POST')]

type Outcome = 'successful' | 'failed' | 'cached' | 'not_needed' | 'stop'

async function oneRound(world: World) {
  const jobs = as(world, { role: 'jobs' })
  const endsAt = world.now().getTime() + roundSeconds * 1000
  const ending = isConfigured(world, provider)
    ? await endingBefore(jobs, provider, minutesAfter(world.now(), aheadMinutes), roundSize)
    : []
  const outcomes: Outcome[] = []
  // One alone first: a provider that is away must not be asked by a whole round before anybody knows.
  while (outcomes.length < ending.length && world.now().getTime() < endsAt) {
    const from = outcomes.length
    const next = ending.slice(from, from + (from === 0 ? 1 : roundWidth))
    outcomes.push(...(await Promise.all(next.map((each) => refreshOne(world, each)))))
    if (outcomes.includes('stop')) break
  }
  const count = (...wanted: Outcome[]): number => outcomes.filter((each) => wanted.includes(each)).length
  return {
    processed: outcomes.length,
    successful: count('successful'),
    failed: count('failed', 'stop'),
    cached: count('cached'),
    not_needed: count('not_needed'),
    rate_limit_cleanup: { deleted: await pruneLimits.run(jobs, 1000), success: true },
    // A claim ends by its own deadline, so that no lock is ever left over.
    lock_cleanup: { updated: 0, success: true },
    timestamp: world.now(),
  }
}

async function refreshOne(world: World, { id, accountId }: EndingRow): Promise<Outcome> {
  try {
    return outcomeOf(
      await refresh(world, {
        accountId,
        connectionId: id,
        minValidSeconds: aheadMinutes * 60,
        urgency: 'sweep',
      }),
    )
  } catch (error) {
    // The others of the round go on.
    world.log.warn('a refresh could not be made', { connectionId: id, error })
    return 'failed'
  } finally {
    forgetToken(world, id)
  }
}

function outcomeOf(result: RefreshResult): Outcome {
  if (result.kind === 'refreshed') return 'successful'
  if (result.kind === 'fresh' || result.kind === 'gone') return 'not_needed'
  if (result.kind !== 'held') return 'failed'
  if (result.why === 'busy') return 'cached'
  return result.why === 'provider_down' || result.why === 'rate_limited' ? 'stop' : 'failed'
}
