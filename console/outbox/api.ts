import { ask, type Got } from '../ask.ts'

export type Outbox = Got<'/api/mail/outbox'>
/** A mail to a person: what about and how it went; never to whom, nor what it says. */
export type OutgoingMail = Outbox['mails'][number]

export const outboxApi = {
  newest: () => ask.get('/api/mail/outbox', { query: { limit: 10 } }),
}
