import { z } from 'zod'
import { faults } from '../../../kit/fault.ts'
import { refused000 } from '../../../kit/fault-000.ts'
import { moment } from '../../../kit/listing.ts'
import { Answer, type Asked, byRule, type Caller, json, keyOnly, route, streams } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { budgetsOf } from '../../limits/index.ts'
import { proxy } from '../proxy/proxy.ts'
import { appOf, budgetName } from '../registry.ts'
import { addresses, provider } from './names.ts'
import { ownConnections } from './own.ts'
import { actionOf, given, refusal } from './proxy-action.ts'
import { refreshed, refreshFor } from './refresh-token.ts'

const refreshing = 'connections:write'

/**
 * Calls the provider with the token of a user's connection. Who the user is the key says, or `userId`; a token in the body
 * says nothing, is used for nothing and goes nowhere, so that nobody refreshes or reads past what keeps tokens fresh.
 */
export const proxyFunction = route({
  method: 'POST',
  path: addresses.proxy,
  summary: 'Calls the provider with the fresh token of a user; a token in the body is not used.',
  who: keyOnly('connections:proxy'),
  audit: byRule('proxy.called'),
  dialect: '000 proxy',
  limits: ['function-proxy'],
  body: json(given),
  output: streams('the provider’s own answer, without the token'),
  async handle({ world, caller, body, request }) {
    const action = actionOf(body)
    if (action.kind === 'limits') return inJson(200, limitStatus, await limitsToldBy(world))
    const userId = whoseToken(caller, body.userId)
    if (action.kind === 'refresh') return refreshOf(world, caller, userId)
    const [own] = await ownConnections(world, caller, userId)
    if (!own)
      throw refused000(404, { error: 'NOT_FOUND', message: 'No token found for user', code: 'NOT_FOUND' })
    return proxy(world, caller, {
      connectionId: own.id,
      request: asRead(request, own.id, action.path),
      body: null,
    })
  },
})

/** Null: whom the key is bound to. @throws 400 */
function whoseToken({ boundSubjectId }: Caller, userId: unknown): string | null {
  if (typeof userId === 'string' && userId !== '') return userId
  if (boundSubjectId) return null
  throw refusal('MISSING_USER_ID', 'userId is required with a key that speaks for no user alone')
}

/** As the refresh function answers. @throws FORBIDDEN to a key that may not refresh there either */
async function refreshOf(world: World, caller: Caller, userId: string | null): Promise<Answer> {
  if (!caller.scopes.includes(refreshing) && !caller.scopes.includes('*'))
    throw faults.FORBIDDEN({ needs: refreshing })
  const { status, value, headers } = await refreshFor(world, caller, userId, { mayWait: true })
  return inJson(status, refreshed, value, headers)
}

/** What the action stands for; nothing of the caller's own headers leaves with it. */
const asRead = (request: Asked, connectionId: string, path: string): Asked => ({
  ...request,
  method: 'GET',
  target: `/api/connections/${connectionId}/proxy${path}`,
  header: (name) => (name === 'accept' ? 'application/json' : undefined),
})

const limitStatus = z.object({
  success: z.literal(true),
  rateLimitStatus: z.object({
    blockedUntil: moment.nullable(),
    windows: z.array(
      z.object({
        window: z.string(),
        windowSeconds: z.number(),
        limit: z.number(),
        used: z.number(),
        remaining: z.number(),
        resetsAt: moment.nullable(),
      }),
    ),
  }),
})

/** What the provider told last of the limits of our app there, which all users share. */
async function limitsToldBy(world: World): Promise<z.input<typeof limitStatus>> {
  const [budget] = await budgetsOf(world, [budgetName(provider, appOf(world, provider))])
  const { blockedUntil, windows } = budget!
  return {
    success: true,
    rateLimitStatus: {
      blockedUntil,
      windows: windows.map((each) => ({ ...each, remaining: Math.max(0, each.limit - each.used) })),
    },
  }
}

/** This route passes bytes on, so that what is ours is filtered here. */
const inJson = (status: number, schema: z.ZodType, value: unknown, headers = {}): Answer =>
  new Answer(new Blob([JSON.stringify(schema.parse(value))]).stream(), {
    status,
    headers: { ...headers, 'content-type': 'application/json' },
  })
