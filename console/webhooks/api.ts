import { ask, type Answer, type Got, type Sent } from '../ask.ts'
import type { DeliveryState } from './filter.ts'

/** Webhook endpoints and what is sent to them, as Keyhold tells them. */

export type Endpoint = Got<'/api/webhooks/endpoints'>['endpoints'][number]
/** The secret is in this answer and never again. */
export type EndpointWithSecret = Answer<'post', '/api/webhooks/endpoints'>

export type EndpointWish = Sent<'post', '/api/webhooks/endpoints'>
export type EventType = NonNullable<EndpointWish['eventTypes']>[number]

export type Delivery = Got<'/api/webhooks/endpoints/{id}/deliveries'>['deliveries'][number]
export type Attempt = Delivery['history'][number]
export type Replayed = Answer<'post', '/api/webhooks/endpoints/{id}/replays'>

export const webhooksApi = {
  endpoints: () => ask.get('/api/webhooks/endpoints'),
  create: (body: EndpointWish) => ask.post('/api/webhooks/endpoints', { body }),
  change: (id: string, body: Sent<'patch', '/api/webhooks/endpoints/{id}'>) =>
    ask.patch('/api/webhooks/endpoints/{id}', { path: { id }, body }),
  remove: (id: string) => ask.delete('/api/webhooks/endpoints/{id}', { path: { id } }),
  rotate: (id: string) => ask.post('/api/webhooks/endpoints/{id}/secrets', { path: { id }, body: {} }),
  test: (id: string) => ask.post('/api/webhooks/endpoints/{id}/tests', { path: { id }, body: {} }),
  deliveries: (id: string, state?: DeliveryState, cursor?: string) =>
    ask.get('/api/webhooks/endpoints/{id}/deliveries', {
      path: { id },
      query: { limit: 25, state, cursor },
    }),
  resend: (id: string, eventId: string) =>
    ask.post('/api/webhooks/endpoints/{id}/deliveries/{eventId}/attempts', {
      path: { id, eventId },
      body: {},
    }),
  replay: (id: string, since: string) =>
    ask.post('/api/webhooks/endpoints/{id}/replays', { path: { id }, body: { since } }),
}
