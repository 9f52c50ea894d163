import { z } from 'zod'
import { cursorQuery, limitQuery, moment, pageOf, placeOf, uuid } from '../../../kit/listing.ts'
import { answer, json, noAudit, recorded, route, scope } from '../../../kit/route.ts'
import { as } from '../../../kit/world.ts'
import { externalId, subjectFor } from '../../accounts/index.ts'
import { readsOf } from '../../audit/index.ts'
import { accessFaults } from '../faults.ts'
import { createKey, grantableScopes, obfuscate } from './create.ts'
import { hasKey, listKeys, revokeKey } from './store.ts'
import { clientsOf } from './uses.ts'

const shownKey = z.object({
  id: z.string(),
  name: z.string(),
  obfuscated: z.string(),
  scopes: z.array(z.string()),
  userId: z.string().nullable(),
  createdAt: moment,
  expiresAt: moment.nullable(),
  lastUsedAt: moment.nullable(),
  revokedAt: moment.nullable(),
})

const list = route({
  method: 'GET',
  path: '/api/keys',
  summary: 'The API keys of this account, newest first.',
  who: scope('keys:read'),
  audit: noAudit('shows no secret'),
  input: z.object({ limit: limitQuery, cursor: cursorQuery }),
  output: {
    kind: 'schema',
    schema: z.object({ keys: z.array(shownKey), nextCursor: z.string().nullable() }),
  },
  async handle({ world, caller, input }) {
    const found = await listKeys(world, caller.accountId, placeOf(input.cursor), input.limit + 1)
    const { rows, nextCursor } = pageOf(found, input.limit, (row) => ({ at: row.createdAt, id: row.id }))
    return { keys: rows.map((row) => ({ ...row, obfuscated: obfuscate(row) })), nextCursor }
  },
})

const create = route({
  method: 'POST',
  path: '/api/keys',
  summary: 'Makes an API key. The key itself is in this answer and never again.',
  who: scope('keys:write'),
  audit: recorded('key.created', 'key'),
  body: json(
    z.object({
      name: z.string().min(1).max(100),
      scopes: z.array(z.enum(grantableScopes)).min(1).max(grantableScopes.length),
      userId: externalId.optional(),
      expiresInDays: z.number().int().min(1).max(3650).optional(),
    }),
  ),
  output: {
    kind: 'schema',
    schema: shownKey.omit({ lastUsedAt: true, revokedAt: true }).extend({ key: z.string() }),
    status: 201,
  },
  async handle({ world, caller, body }) {
    const subject = body.userId === undefined ? null : await subjectFor(world, caller.accountId, body.userId)
    const made = await createKey(world, caller.accountId, {
      ...body,
      scopes: [...new Set(body.scopes)],
      subjectId: subject?.id ?? null,
      expiresInDays: body.expiresInDays,
    })
    return {
      ...made,
      name: body.name,
      scopes: body.scopes,
      userId: body.userId ?? null,
      createdAt: world.now(),
    }
  },
})

const uses = route({
  method: 'GET',
  path: '/api/keys/:id/uses',
  summary:
    'What uses a key: programs by the name they give themselves, and the connections whose tokens it read.',
  who: scope('keys:read'),
  audit: noAudit('shows no secret'),
  input: z.object({ id: uuid }),
  output: {
    kind: 'schema',
    schema: z.object({
      clients: z.array(z.object({ client: z.string(), firstUsedAt: moment, lastUsedAt: moment })),
      connections: z.array(z.object({ connectionId: z.string(), reads: z.number(), lastReadAt: moment })),
      /** The oldest read that was counted. */
      readsSince: moment.nullable(),
    }),
  },
  async handle({ world, caller, input }) {
    const account = as(world, { role: 'app', accountId: caller.accountId })
    if (!(await hasKey(account, caller.accountId, input.id)))
      throw accessFaults.KEY_NOT_FOUND({ keyId: input.id })
    const [clients, reads] = await Promise.all([
      clientsOf(account, caller.accountId, input.id),
      readsOf(account, input.id),
    ])
    return {
      clients,
      connections: reads.map(({ object, reads, lastAt }) => ({
        connectionId: object,
        reads,
        lastReadAt: lastAt,
      })),
      readsSince: reads[0]?.since ?? null,
    }
  },
})

const revoke = route({
  method: 'DELETE',
  path: '/api/keys/:id',
  summary: 'Revokes an API key, at once and for all processes.',
  who: scope('keys:write'),
  audit: recorded('key.revoked', 'key'),
  input: z.object({ id: uuid }),
  output: { kind: 'empty' },
  async handle({ world, caller, input }) {
    if (!(await revokeKey(world, caller.accountId, input.id)))
      throw accessFaults.KEY_NOT_FOUND({ keyId: input.id })
    return answer(null, { status: 204 })
  },
})

export const keyRoutes = [list, create, uses, revoke]
