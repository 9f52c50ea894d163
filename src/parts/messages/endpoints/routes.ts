import { z } from 'zod'
import { faults } from '../../../kit/fault.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { moment, uuid } from '../../../kit/listing.ts'
import { type Caller, json, noAudit, noContent, recorded, route, scope } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { typeNames, usualTypes } from '../event-types.ts'
import { messageFaults } from '../faults.ts'
import { checkAddress } from './address.ts'
import { giveSecret } from './secrets.ts'
import {
  changeEndpoint,
  countEndpoints,
  deleteEndpoint,
  disableEndpoint,
  enableEndpoint,
  type EndpointRow,
  endpointsOf,
  holdEndpoint,
  insertEndpoint,
} from './store.ts'

export const mostEndpoints = 20

const shownEndpoint = z.object({
  id: z.string(),
  url: z.string(),
  eventTypes: z.array(z.string()),
  createdAt: moment,
  disabledAt: moment
    .nullable()
    .describe('Off since then; `disabledReason` is asked, gone (it answered 410) or failing (for a week).'),
  disabledReason: z.string().nullable(),
  failingSince: moment.nullable().describe('Since when nothing arrived.'),
  previousSecretUntil: moment.nullable(),
})

const address = z.string().min(1).max(2000)
const types = z
  .array(z.enum(typeNames))
  .min(1)
  .max(typeNames.length)
  .transform((names) => [...new Set(names)])
const endpointInput = z.object({ id: uuid })

/** An endpoint hears of all users of its account: a key that is bound to one of them has none. */
export function refuseBound({ boundSubjectId }: Caller): void {
  if (boundSubjectId) throw faults.FORBIDDEN({ needs: 'a key that is bound to no user' })
}

/** @throws ENDPOINT_NOT_FOUND */
export async function endpointOf(world: World, caller: Caller, id: string): Promise<EndpointRow> {
  refuseBound(caller)
  const account = as(world, { role: 'app', accountId: caller.accountId })
  const [found] = await endpointsOf(account, caller.accountId, id)
  if (!found) throw messageFaults.ENDPOINT_NOT_FOUND({ endpointId: id })
  return found
}

const list = route({
  method: 'GET',
  path: '/api/webhooks/endpoints',
  summary: 'Addresses that hear what happens to connections, newest first.',
  who: scope('webhooks:read'),
  audit: noAudit('shows no secret'),
  output: { kind: 'schema', schema: z.object({ endpoints: z.array(shownEndpoint) }) },
  async handle({ world, caller }) {
    refuseBound(caller)
    return { endpoints: await endpointsOf(world, caller.accountId) }
  },
})

const create = route({
  method: 'POST',
  path: '/api/webhooks/endpoints',
  summary:
    'Adds an address that hears what happens to connections. The secret that deliveries are signed with is in this answer and never again.',
  who: scope('webhooks:write'),
  stepUp: true,
  audit: recorded('webhook_endpoint.created', 'webhook_endpoint'),
  onceShown: ['secret'],
  body: json(z.object({ url: address, eventTypes: types.default([...usualTypes]) })),
  output: { kind: 'schema', schema: shownEndpoint.extend({ secret: z.string() }), status: 201 },
  async handle({ world, caller, body }) {
    refuseBound(caller)
    checkAddress(world, body.url)
    if ((await countEndpoints(world, caller.accountId)) >= mostEndpoints)
      throw messageFaults.TOO_MANY_ENDPOINTS({ most: mostEndpoints })
    const id = uuidv7(world)
    await insertEndpoint(world, { accountId: caller.accountId, id, ...body })
    const secret = await giveSecret(world, caller.accountId, id)
    return { ...(await endpointOf(world, caller, id)), secret }
  },
})

const change = route({
  method: 'PATCH',
  path: '/api/webhooks/endpoints/:id',
  summary: 'Changes what an endpoint hears, where it is, or whether it is on.',
  who: scope('webhooks:write'),
  audit: recorded('webhook_endpoint.changed', 'webhook_endpoint'),
  input: endpointInput,
  body: json(
    z.object({ url: address.optional(), eventTypes: types.optional(), enabled: z.boolean().optional() }),
  ),
  output: { kind: 'schema', schema: shownEndpoint },
  async handle({ world, caller, input, body }) {
    await endpointOf(world, caller, input.id)
    if (body.url !== undefined) checkAddress(world, body.url)
    await changeEndpoint(world, caller.accountId, input.id, body)
    if (body.enabled === true) await enableEndpoint(world, caller.accountId, input.id)
    if (body.enabled === false) await disableEndpoint(world, caller.accountId, input.id, 'asked')
    return endpointOf(world, caller, input.id)
  },
})

const remove = route({
  method: 'DELETE',
  path: '/api/webhooks/endpoints/:id',
  summary: 'Removes an endpoint with its secrets and what was still to be sent there.',
  who: scope('webhooks:write'),
  audit: recorded('webhook_endpoint.deleted', 'webhook_endpoint'),
  input: endpointInput,
  output: { kind: 'empty' },
  async handle({ world, caller, input }) {
    refuseBound(caller)
    if (!(await deleteEndpoint(world, caller.accountId, input.id)))
      throw messageFaults.ENDPOINT_NOT_FOUND({ endpointId: input.id })
    return noContent()
  },
})

const rotate = route({
  method: 'POST',
  path: '/api/webhooks/endpoints/:id/secrets',
  summary: 'Gives an endpoint a new secret, shown this once. The one before signs beside it for 24 hours.',
  who: scope('webhooks:write'),
  stepUp: true,
  audit: recorded('webhook_endpoint.rotated', 'webhook_endpoint'),
  onceShown: ['secret'],
  input: endpointInput,
  body: json(z.object({}).default({})),
  output: { kind: 'schema', schema: shownEndpoint.extend({ secret: z.string() }), status: 201 },
  async handle({ world, caller, input }) {
    refuseBound(caller)
    if (!(await holdEndpoint(world, caller.accountId, input.id)))
      throw messageFaults.ENDPOINT_NOT_FOUND({ endpointId: input.id })
    const secret = await giveSecret(world, caller.accountId, input.id)
    return { ...(await endpointOf(world, caller, input.id)), secret }
  },
})

export const endpointRoutes = [list, create, change, remove, rotate]
