import { z } from 'zod'
import { uuidv7 } from '../../../kit/id.ts'
import { cursorQuery, limitQuery, moment, pageOf, placeOf, uuid } from '../../../kit/listing.ts'
import { type Caller, json, noAudit, recorded, route, scope } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { endpointOf } from '../endpoints/routes.ts'
import { lockEndpoint } from '../endpoints/store.ts'
import { testEvent } from '../event-types.ts'
import { messageFaults } from '../faults.ts'
import { deliveriesOf, type DeliveryRow, noteTest, replayEvents, sendAgain } from './store.ts'

/** Of one replay; the answer says where the next one begins. */
const mostReplayed = 10_000

const shownDelivery = z.object({
  id: z.string().describe("The event's id, as in `webhook-id`."),
  type: z.string(),
  at: moment.describe('When it happened.'),
  connectionId: z.string().nullable(),
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.number(),
  nextAttemptAt: moment.nullable(),
  endedAt: moment.nullable(),
  lastStatus: z.number().nullable(),
  lastReason: z.string().nullable(),
  history: z.array(
    z.object({
      at: z.string(),
      milliseconds: z.number(),
      status: z.number().nullable(),
      reason: z.string().nullable(),
    }),
  ),
})

const shown = ({ eventId, nextAt, ...row }: DeliveryRow) => ({
  ...row,
  id: eventId,
  nextAttemptAt: row.state === 'pending' ? nextAt : null,
})

const endpointInput = z.object({ id: uuid })
const noBody = json(z.object({}).default({}))

/** @throws ENDPOINT_NOT_FOUND, ENDPOINT_DISABLED */
async function sendingEndpoint(world: World, caller: Caller, id: string): Promise<void> {
  const { disabledAt, disabledReason } = await endpointOf(world, caller, id)
  if (disabledAt !== null) throw messageFaults.ENDPOINT_DISABLED({ reason: disabledReason })
}

async function deliveryOf(world: World, caller: Caller, endpointId: string, eventId: string) {
  const filter = { state: null, eventId }
  const [row] = await deliveriesOf(world, caller.accountId, endpointId, filter, null, 1)
  if (!row) throw messageFaults.DELIVERY_NOT_FOUND({ eventId })
  return shown(row)
}

const list = route({
  method: 'GET',
  path: '/api/webhooks/endpoints/:id/deliveries',
  summary: 'What was and is to be sent to an endpoint, newest first, with each attempt; kept for 30 days.',
  who: scope('webhooks:read'),
  audit: noAudit('shows no secret'),
  input: endpointInput.extend({
    state: z.enum(['pending', 'delivered', 'failed']).optional(),
    limit: limitQuery,
    cursor: cursorQuery,
  }),
  output: {
    kind: 'schema',
    schema: z.object({ deliveries: z.array(shownDelivery), nextCursor: z.string().nullable() }),
  },
  async handle({ world, caller, input }) {
    await endpointOf(world, caller, input.id)
    const filter = { state: input.state ?? null, eventId: null }
    const before = placeOf(input.cursor)
    const found = await deliveriesOf(world, caller.accountId, input.id, filter, before, input.limit + 1)
    const { rows, nextCursor } = pageOf(found, input.limit, ({ at, eventId }) => ({ at, id: eventId }))
    return { deliveries: rows.map(shown), nextCursor }
  },
})

const test = route({
  method: 'POST',
  path: '/api/webhooks/endpoints/:id/tests',
  summary: `Sends an event of the type ${testEvent.name}, whatever the endpoint hears.`,
  who: scope('webhooks:write'),
  audit: recorded('webhook_endpoint.tested', 'webhook_endpoint'),
  input: endpointInput,
  body: noBody,
  output: { kind: 'schema', schema: shownDelivery, status: 201 },
  async handle({ world, caller, input }) {
    await sendingEndpoint(world, caller, input.id)
    const id = uuidv7(world)
    await noteTest(world, { accountId: caller.accountId, endpointId: input.id, id })
    return deliveryOf(world, caller, input.id, id)
  },
})

const resend = route({
  method: 'POST',
  path: '/api/webhooks/endpoints/:id/deliveries/:eventId/attempts',
  summary: 'Sends one event again, under its own id, whatever came of it before.',
  who: scope('webhooks:write'),
  audit: recorded('webhook_endpoint.resent', 'webhook_endpoint'),
  input: endpointInput.extend({ eventId: uuid }),
  body: noBody,
  output: { kind: 'schema', schema: shownDelivery, status: 201 },
  async handle({ world, caller, input }) {
    await sendingEndpoint(world, caller, input.id)
    if (!(await sendAgain(world, caller.accountId, input.id, input.eventId)))
      throw messageFaults.DELIVERY_NOT_FOUND({ eventId: input.eventId })
    return deliveryOf(world, caller, input.id, input.eventId)
  },
})

const replay = route({
  method: 'POST',
  path: '/api/webhooks/endpoints/:id/replays',
  summary: `Sends everything since a moment again, as far back as the log goes: each event under its own id. At most ${mostReplayed} at once; the answer says where to go on.`,
  who: scope('webhooks:write'),
  audit: recorded('webhook_endpoint.replayed', 'webhook_endpoint'),
  input: endpointInput,
  body: json(z.object({ since: z.iso.datetime({ offset: true }) })),
  output: {
    kind: 'schema',
    schema: z.object({ found: z.number(), due: z.number(), continuesAt: moment.nullable() }),
    status: 201,
  },
  async handle({ world, caller, input, body }) {
    await sendingEndpoint(world, caller, input.id)
    const since = new Date(body.since)
    await lockEndpoint(world, caller.accountId, input.id)
    const { found, due, lastAt } = await replayEvents(world, caller.accountId, input.id, since, mostReplayed)
    return { found, due, continuesAt: found === mostReplayed ? lastAt : null }
  },
})

export const deliveryRoutes = [list, test, resend, replay]
