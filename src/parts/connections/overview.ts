import { z } from 'zod'
import { moment } from '../../kit/listing.ts'
import { noAudit, operator, route } from '../../kit/route.ts'
import { program } from '../../kit/program.ts'
import { accountSettings, deployment } from '../accounts/index.ts'
import { entriesOf } from '../audit/index.ts'
import { breakerOf, type BreakerRow, type BreakerState, listBreakers, stateOf } from '../limits/index.ts'
import { masterKeyFingerprint } from '../vault/index.ts'
import { shown, shownConnection } from './list/connection.ts'
import { shownEntries, shownEntry } from './list/entry.ts'
import { counts, shownRows, wasTokenRead } from './list/store.ts'
import { isConfigured, providersOf } from './registry.ts'

const everything = { id: null, userId: null, provider: null, boundSubjectId: null }

/** What the operator sees first. */
export const overview = route({
  method: 'GET',
  path: '/api/overview',
  summary:
    'The state of this deployment: connections, those at risk, providers, first steps, what happened last.',
  who: operator,
  audit: noAudit('shows no secret'),
  output: {
    kind: 'schema',
    schema: z.object({
      url: z.string(),
      version: z.string(),
      environment: z.string(),
      connections: z.object({
        total: z.number(),
        active: z.number(),
        needsReauth: z.number(),
        pending: z.number(),
        closing: z.number(),
      }),
      atRisk: z.array(shownConnection),
      providers: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          configured: z.boolean(),
          connections: z.number(),
          breaker: z.enum(['closed', 'open', 'half-open']),
        }),
      ),
      firstSteps: z.object({
        keyBackedUp: z.boolean(),
        keyFingerprint: z.string(),
        connected: z.boolean(),
        tokenRead: z.boolean(),
      }),
      recent: z.array(shownEntry),
      checkedAt: moment,
    }),
  },
  async handle({ world, caller }) {
    const { keyholdUrl, environment } = world.settings(accountSettings)
    const [numbers, atRisk, recent, breakers, tokenRead, { keyBackedUpAt }] = await Promise.all([
      counts(world, caller.accountId),
      shownRows(world, caller.accountId, { ...everything, status: null, atRisk: true }, null, 5),
      entriesOf(world, null, null, 20),
      listBreakers(world),
      wasTokenRead(world, caller.accountId),
      deployment(world),
    ])
    const count = (status: string | null) =>
      numbers
        .filter((row) => status === null || row.status === status)
        .reduce((sum, row) => sum + row.count, 0)
    return {
      url: keyholdUrl.origin,
      version: program.version,
      environment,
      connections: {
        total: count(null),
        active: count('active'),
        needsReauth: count('needs_reauth'),
        pending: count('pending'),
        closing: count('closing'),
      },
      atRisk: await shown(world, caller.accountId, atRisk),
      providers: [...providersOf(world).values()].map(({ id, title }) => ({
        id,
        title,
        configured: isConfigured(world, id),
        connections: numbers.filter((row) => row.provider === id).reduce((sum, row) => sum + row.count, 0),
        breaker: worstState(breakers, id, world.now()),
      })),
      firstSteps: {
        keyBackedUp: keyBackedUpAt !== null,
        keyFingerprint: masterKeyFingerprint(world),
        connected: count('active') + count('needs_reauth') > 0,
        tokenRead,
      },
      recent: await shownEntries(world, caller.accountId, recent),
      checkedAt: world.now(),
    }
  },
})

/** Of the provider's breakers, for tokens, codes and data. */
function worstState(rows: readonly BreakerRow[], provider: string, now: Date): BreakerState {
  const states = rows
    .filter(({ name }) => breakerOf(name)?.provider === provider)
    .map((row) => stateOf(row, now))
  return (['open', 'half-open'] as const).find((state) => states.includes(state)) ?? 'closed'
}
