import { z } from 'zod'
import { limitQuery, moment } from '../../../kit/listing.ts'
import { noAudit, operator, route } from '../../../kit/route.ts'
import { as } from '../../../kit/world.ts'
import { canSendMail } from './queue.ts'
import { newestMail } from './store.ts'

const outbox = route({
  method: 'GET',
  path: '/api/mail/outbox',
  summary:
    'Mail to people of the last 30 days, newest first: what about and how it went; never to whom nor what it says.',
  who: operator,
  audit: noAudit('shows neither people nor what they are written'),
  input: z.object({ limit: limitQuery }),
  output: {
    kind: 'schema',
    schema: z.object({
      canSend: z.boolean().describe('Whether this deployment has a way out for mail.'),
      mails: z.array(
        z.object({
          id: z.string(),
          template: z.string(),
          state: z.string(),
          attempts: z.number(),
          reason: z.string().nullable().describe('Why it has not left, a code.'),
          createdAt: moment,
          endedAt: moment.nullable(),
        }),
      ),
    }),
  },
  async handle({ world, input }) {
    return { canSend: canSendMail(world), mails: await newestMail(as(world, { role: 'jobs' }), input.limit) }
  },
})

export const mailRoutes = [outbox]
