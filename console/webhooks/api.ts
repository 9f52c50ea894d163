import type { paths } from '../../client/schema.ts'
import { call } from '../api.ts'
import type { DeliveryState } from './filter.ts'

/** Webhook endpoints and what is sent to them, as Keyhold tells them. Times are RFC 3339 text in UTC. */

type Made = paths['/api/webhooks/endpoints']['post']['requestBody']['content']['application/json']
export type EventType = NonNullable<Made['eventTypes']>[number]

export type Endpoint = {
  id: string
  url: string
  eventTypes: string[]
  createdAt: string
  /** Off since then. */
  disabledAt: string | null
  /** `asked`, `gone` (it answered 410), `failing` (for a week). */
  disabledReason: string | null
  /** Since when nothing arrived. */
  failingSince: string | null
  /** The secret before signs until then, too. */
  previousSecretUntil: string | null
}

/** The secret is in this answer and never again. */
export type EndpointWithSecret = Endpoint & { secret: string }

export type EndpointWish = { url: string; eventTypes: EventType[] }

export type Attempt = { at: string; milliseconds: number; status: number | null; reason: string | null }

export type Delivery = {
  /** The event's, as in `webhook-id`. */
  id: string
  type: string
  /** When it happened. */
  at: string
  connectionId: string | null
  state: DeliveryState
  attempts: number
  nextAttemptAt: string | null
  endedAt: string | null
  lastStatus: number | null
  lastReason: string | null
  /** The newest twenty, oldest first. */
  history: Attempt[]
}

export type Replayed = {
  found: number
  due: number
  /** Not all at once: the next replay begins here. */
  continuesAt: string | null
}

const all = '/api/webhooks/endpoints'
const at = (id: string, ...parts: string[]) => [all, ...[id, ...parts].map(encodeURIComponent)].join('/')

export const webhooksApi = {
  endpoints: () => call<{ endpoints: Endpoint[] }>('GET', all),
  create: (wish: EndpointWish) => call<EndpointWithSecret>('POST', all, { body: wish }),
  change: (id: string, change: Partial<EndpointWish> & { enabled?: boolean }) =>
    call<Endpoint>('PATCH', at(id), { body: change }),
  remove: (id: string) => call<void>('DELETE', at(id)),
  rotate: (id: string) => call<EndpointWithSecret>('POST', at(id, 'secrets'), { body: {} }),
  test: (id: string) => call<Delivery>('POST', at(id, 'tests'), { body: {} }),
  deliveries: (id: string, state?: DeliveryState, cursor?: string) =>
    call<{ deliveries: Delivery[]; nextCursor: string | null }>('GET', at(id, 'deliveries'), {
      query: { limit: 25, state, cursor },
    }),
  resend: (id: string, eventId: string) =>
    call<Delivery>('POST', at(id, 'deliveries', eventId, 'attempts'), { body: {} }),
  replay: (id: string, since: string) => call<Replayed>('POST', at(id, 'replays'), { body: { since } }),
}
