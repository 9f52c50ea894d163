import { type Context, Hono } from 'hono'
import { type Client, isLoopback } from '../clients.ts'
import { refuse } from '../refusals.ts'
import type { State } from '../state.ts'
import { authenticate } from '../token.ts'
import type { Work } from '../work.ts'
import { provesCallback, type Subscription } from './push.ts'

const longestCallback = 255

/** Strava's push subscriptions: create with the challenge, list, delete. */
export function subscriptionRoutes(state: State): Hono<Work> {
  const routes = new Hono<Work>()
  if (state.profile !== 'strava') return routes
  const path = '/api/v3/push_subscriptions'
  routes.post(path, (c) => asClient(state, c, (client) => create(state, c, client)))
  routes.get(path, (c) =>
    asClient(state, c, (client) => c.json(state.push.subscriptions(client.id).map((one) => described(one)))),
  )
  routes.delete(`${path}/:id`, (c) => asClient(state, c, (client) => remove(state, c, client)))
  return routes
}

function asClient(state: State, c: Context<Work>, answer: (client: Client) => Response | Promise<Response>) {
  const client = authenticate(state, c.req.raw.headers.get('authorization'), c.env.fields)
  if (typeof client === 'string') return refuse(state.profile, client)
  c.env.call.clientId = client.id
  c.env.call.outcome = 'answered'
  return answer(client)
}

async function create(state: State, c: Context<Work>, client: Client): Promise<Response> {
  const callbackUrl = c.env.fields.get('callback_url') ?? ''
  if (state.push.subscriptions(client.id).length > 0) return refuse(state.profile, 'subscription_exists')
  const isProven = isCallable(callbackUrl) && (await provesCallback(state, callbackUrl, verifyToken(c)))
  if (!isProven) return refuse(state.profile, 'subscription_callback')
  return c.json(described(state.push.subscribe(client.id, callbackUrl, state.clock.now())), 201)
}

const verifyToken = (c: Context<Work>): string => c.env.fields.get('verify_token') ?? ''

// The sandbox calls nobody but this machine, whatever it is asked to.
const isCallable = (url: string): boolean =>
  url.length <= longestCallback && URL.canParse(url) && isLoopback(new URL(url).hostname)

function remove(state: State, c: Context<Work>, client: Client): Response {
  const id = Number(c.req.param('id'))
  const isOwn = state.push.subscriptions(client.id).some((one) => one.id === id)
  if (!isOwn || !state.push.unsubscribe(id)) return refuse(state.profile, 'not_found')
  return c.body(null, 204)
}

const described = (one: Subscription) => ({
  id: one.id,
  resource_state: 2,
  application_id: Number(one.clientId) || 0,
  callback_url: one.callbackUrl,
  created_at: new Date(one.madeAt).toISOString(),
  updated_at: new Date(one.madeAt).toISOString(),
})
