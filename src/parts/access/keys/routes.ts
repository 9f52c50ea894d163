import { z } from 'zod'
import { faults } from '../../../kit/fault.ts'
import { cursorQuery, limitQuery, moment, pageOf, placeOf, uuid } from '../../../kit/listing.ts'
import { answer, type Caller, json, noAudit, noContent, recorded, route, scope } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { externalId, subjectFor } from '../../accounts/index.ts'
import { readsOf } from '../../audit/index.ts'
import { limitSettings } from '../../limits/index.ts'
import { accessFaults } from '../faults.ts'
import { createKey, grantableScopes, obfuscate, usualScopes } from './create.ts'
import { import001Keys } from './imported/routes.ts'
import { hasKey, listKeys, revokeKey, setTier } from './store.ts'
import { clientsOf } from './uses.ts'

const shownKey = z.object({
  id: z.string(),
  name: z.string(),
  obfuscated: z.string(),
  scopes: z.array(z.string()),
  userId: z.string().nullable(),
  tier: z.string().nullable().describe("Which limits it is under; null: the default tier's."),
  createdAt: moment,
  expiresAt: moment.nullable(),
  lastUsedAt: moment.nullable(),
  revokedAt: moment.nullable(),
  suspendedAt: moment
    .nullable()
    .describe('Used so oddly that it is refused until somebody has looked: `keyhold anomalies`.'),
})

const tierName = z.string().min(1).max(63)

/**
 * How much somebody may use is the operator's to say, and not the person's whose key it is.
 * @throws FORBIDDEN, TIER_UNKNOWN
 */
function checkTier(world: World, { scopes }: Caller, tier: string | null): void {
  if (!scopes.includes('*')) throw faults.FORBIDDEN({ needs: 'operator' })
  const { tiers } = world.settings(limitSettings).book
  if (tier && !Object.hasOwn(tiers, tier)) throw accessFaults.TIER_UNKNOWN({ tiers: Object.keys(tiers) })
}

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
  summary:
    'Makes an API key. The key itself is in this answer and never again. Unless scopes are named, it reads through connections and sees no token.',
  who: scope('keys:write'),
  stepUp: true,
  audit: recorded('key.created', 'key'),
  onceShown: ['key'],
  body: json(
    z.object({
      name: z.string().min(1).max(100),
      scopes: z
        .array(z.enum(grantableScopes))
        .min(1)
        .max(grantableScopes.length)
        .default([...usualScopes]),
      userId: externalId.optional(),
      expiresInDays: z.number().int().min(1).max(3650).optional(),
      tier: tierName.optional(),
    }),
  ),
  output: {
    kind: 'schema',
    schema: shownKey
      .omit({ lastUsedAt: true, revokedAt: true, suspendedAt: true })
      .extend({ key: z.string() }),
    status: 201,
  },
  async handle({ world, caller, body }) {
    if (body.tier !== undefined) checkTier(world, caller, body.tier)
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
      tier: body.tier ?? null,
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
      readsSince: moment.nullable().describe('The oldest read that was counted.'),
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

const change = route({
  method: 'PATCH',
  path: '/api/keys/:id',
  summary: 'Puts an API key into another tier of limits, within 5 s; what it has used stays used.',
  who: scope('keys:write'),
  audit: recorded('key.changed', 'key'),
  input: z.object({ id: uuid }),
  body: json(z.object({ tier: tierName.nullable() })),
  output: { kind: 'empty' },
  async handle({ world, caller, input, body }) {
    checkTier(world, caller, body.tier)
    if (!(await setTier(world, caller.accountId, input.id, body.tier)))
      throw accessFaults.KEY_NOT_FOUND({ keyId: input.id })
    return noContent()
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

export const keyRoutes = [list, create, uses, change, revoke, import001Keys]
