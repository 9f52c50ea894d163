import { z } from 'zod'
import { cursorQuery, limitQuery, pageOf, placeOf, uuid } from '../../../kit/listing.ts'
import { json, noAudit, recorded, route, scope } from '../../../kit/route.ts'
import { entriesOf } from '../../audit/index.ts'
import { isConfigured, missingVariables, providersOf } from '../registry.ts'
import { demoIds } from '../providers/known.ts'
import { redirectUriOf } from '../connect/addresses.ts'
import { findConnection, shown, shownConnection } from './connection.ts'
import { shownEntries, shownEntry } from './entry.ts'
import { rename, shownRows } from './store.ts'

const list = route({
  method: 'GET',
  path: '/api/connections',
  summary: 'The connections of this account, newest first.',
  who: scope('connections:read'),
  audit: noAudit('shows no secret'),
  input: z.object({
    userId: z.string().max(200).optional(),
    provider: z.string().max(40).optional(),
    status: z.enum(['active', 'pending', 'needs_reauth', 'closing']).optional(),
    limit: limitQuery,
    cursor: cursorQuery,
  }),
  output: {
    kind: 'schema',
    schema: z.object({ connections: z.array(shownConnection), nextCursor: z.string().nullable() }),
  },
  async handle({ world, caller, input }) {
    const filter = {
      id: null,
      userId: input.userId ?? null,
      provider: input.provider ?? null,
      status: input.status ?? null,
      boundSubjectId: caller.boundSubjectId ?? null,
    }
    const found = await shownRows(world, caller.accountId, filter, placeOf(input.cursor), input.limit + 1)
    const { rows, nextCursor } = pageOf(found, input.limit, (row) => ({ at: row.createdAt, id: row.id }))
    return { connections: await shown(world, caller.accountId, rows), nextCursor }
  },
})

const show = route({
  method: 'GET',
  path: '/api/connections/:id',
  summary: 'One connection: its state, with the reason in words, and who used it last.',
  who: scope('connections:read'),
  audit: noAudit('shows no secret'),
  input: z.object({ id: uuid }),
  output: { kind: 'schema', schema: shownConnection },
  handle: ({ world, caller, input }) => findConnection(world, caller, input.id),
})

const relabel = route({
  method: 'PATCH',
  path: '/api/connections/:id',
  summary: 'Renames a connection.',
  who: scope('connections:write'),
  audit: recorded('connection.renamed', 'connection'),
  input: z.object({ id: uuid }),
  body: json(z.object({ label: z.string().trim().min(1).max(100) })),
  output: { kind: 'schema', schema: shownConnection },
  async handle({ world, caller, input, body }) {
    await findConnection(world, caller, input.id)
    await rename(world, caller.accountId, input.id, body.label)
    return findConnection(world, caller, input.id)
  },
})

const timeline = route({
  method: 'GET',
  path: '/api/connections/:id/timeline',
  summary:
    'What happened to a connection, newest first: connects, refreshes, failures, and who read its token.',
  who: scope('connections:read'),
  audit: noAudit('shows no secret'),
  input: z.object({ id: uuid, limit: limitQuery, cursor: cursorQuery }),
  output: {
    kind: 'schema',
    schema: z.object({ entries: z.array(shownEntry), nextCursor: z.string().nullable() }),
  },
  async handle({ world, caller, input }) {
    await findConnection(world, caller, input.id)
    const found = await entriesOf(world, input.id, placeOf(input.cursor), input.limit + 1)
    const { rows, nextCursor } = pageOf(found, input.limit, (row) => row)
    return { entries: await shownEntries(world, caller.accountId, rows), nextCursor }
  },
})

const providers = route({
  method: 'GET',
  path: '/api/providers',
  summary: 'All providers: which are configured, what is missing, and the redirect URI to register.',
  who: scope('connections:read'),
  audit: noAudit('shows no secret'),
  output: {
    kind: 'schema',
    schema: z.object({
      providers: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          configured: z.boolean(),
          redirectUri: z.string(),
          scopes: z.array(z.object({ id: z.string(), title: z.string() })),
          defaultScopes: z.array(z.string()),
          missing: z.array(z.string()),
          sandbox: z.boolean(),
          unverified: z.array(z.object({ field: z.string(), source: z.string() })),
        }),
      ),
    }),
  },
  async handle({ world }) {
    return {
      providers: [...providersOf(world).values()].map((provider) => ({
        ...provider,
        configured: isConfigured(world, provider.id),
        redirectUri: redirectUriOf(world, provider.id),
        scopes: provider.scopes.known,
        defaultScopes: provider.scopes.default,
        missing: isConfigured(world, provider.id) ? [] : missingVariables(provider.id),
        sandbox: demoIds.has(provider.id),
      })),
    }
  },
})

export const listRoutes = [list, show, relabel, timeline, providers]
