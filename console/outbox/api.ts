import { call } from '../api.ts'

/** A mail to a person: what about and how it went; never to whom, nor what it says. */
export type OutgoingMail = {
  id: string
  template: string
  state: string
  attempts: number
  /** Why it has not left, a code. */
  reason: string | null
  createdAt: string
  endedAt: string | null
}

export type Outbox = { canSend: boolean; mails: OutgoingMail[] }

export const outboxApi = {
  newest: () => call<Outbox>('GET', '/api/mail/outbox', { query: { limit: 10 } }),
}
