import { z } from 'zod'
import { moment } from '../../kit/listing.ts'
import { noAudit, operator, route } from '../../kit/route.ts'
import { budgetsOf } from '../limits/index.ts'
import { appOf, budgetName, isConfigured, providersOf } from './registry.ts'

const list = route({
  method: 'GET',
  path: '/api/budgets',
  summary:
    'How much of its rate limit each provider app has used, window by window, as the provider told it last.',
  who: operator,
  audit: noAudit('shows nothing of any account'),
  output: {
    kind: 'schema',
    schema: z.object({
      budgets: z.array(
        z.object({
          provider: z.string(),
          title: z.string(),
          blockedUntil: moment.nullable().describe('The provider said 429: nobody calls before.'),
          windows: z
            .array(
              z.object({
                window: z.string().describe('Its name at the provider.'),
                windowSeconds: z.number(),
                limit: z.number(),
                backgroundLimit: z
                  .number()
                  .describe('What syncs and other work behind the scenes take at most.'),
                used: z.number(),
                resetsAt: moment
                  .nullable()
                  .describe('Null: its time is over, and the next call starts it anew.'),
              }),
            )
            .describe('None: the provider has told no limit yet.'),
        }),
      ),
    }),
  },
  async handle({ world }) {
    const configured = [...providersOf(world).values()].filter(({ id }) => isConfigured(world, id))
    const names = configured.map(({ id }) => budgetName(id, appOf(world, id)))
    const standings = await budgetsOf(world, names)
    return {
      budgets: configured.map(({ id, title }, index) => ({ provider: id, title, ...standings[index]! })),
    }
  },
})

export const budgetRoutes = [list]
