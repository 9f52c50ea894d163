import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import { isUuid } from '../../../kit/id.ts'
import { refused000 } from '../../../kit/fault-000.ts'
import { byRule, type Caller, json, noAudit, route, scope } from '../../../kit/route.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { externalId, findSubject, subjectFor } from '../../accounts/index.ts'
import { record } from '../../audit/index.ts'
import { createKey } from './create.ts'
import { boundKey, boundKeys, revokeKey } from './store.ts'

/**
 * `api-key-manager` of source 000: keys for single users, made by who holds ADMIN_KEY. Such a key speaks for its user
 * alone, reads no token, and is of our own form.
 */
const scopes = ['connections:read', 'connections:proxy', 'connections:write'] as const
const mostKeys = 1000

const shared = {
  path: '/.netlify/functions/api-key-manager',
  who: scope('keys:bound'),
  credential:
    'Send the ADMIN_KEY of the settings as `X-Admin-Key` or `X-API-Key`; while none is set this function is closed.',
  dialect: '000 codes',
  limits: ['other-functions'],
} as const

const shown = z.object({
  id: z.string(),
  name: z.string(),
  last_used_at: moment.nullable(),
  created_at: moment,
  expires_at: moment.nullable(),
  is_active: z.boolean(),
})

const refusal = (status: number, error: string, message: string) => refused000(status, { error, message })
const invalid = (message: string) => refusal(400, 'VALIDATION_ERROR', message)

/** @throws 400 in the source's words */
function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const { data, error } = schema.safeParse(value)
  if (data !== undefined) return data
  const [issue] = error!.issues
  throw invalid(`${issue!.path.join('.') || 'the body'}: ${issue!.message}`)
}

const anything = json(z.record(z.string(), z.unknown()))
const asked = z.object({
  user_id: externalId,
  name: z.string().min(1).max(100).default('Generated Key'),
  expires_in_days: z.number().int().min(1).max(3650).optional(),
})

const create = route({
  ...shared,
  method: 'POST',
  summary: 'Makes an API key that speaks for one user alone, as source 000 did. The key is shown this once.',
  stepUp: true,
  audit: byRule('key.created'),
  onceShown: ['api_key'],
  body: anything,
  output: {
    kind: 'schema',
    schema: z.object({
      id: z.string(),
      api_key: z.string(),
      name: z.string(),
      user_id: z.string(),
      created_at: moment,
      expires_at: moment.nullable(),
    }),
    status: 201,
  },
  async handle({ world, caller: { accountId, actor }, body, request }) {
    const { user_id, name, expires_in_days } = checked(asked, body)
    const subject = await subjectFor(world, accountId, user_id)
    const made = await transaction(world, async (world) => {
      const made = await createKey(world, accountId, {
        name,
        scopes,
        subjectId: subject.id,
        expiresInDays: expires_in_days,
      })
      await record(world, {
        action: 'key.created',
        accountId,
        subjectId: subject.id,
        object: { kind: 'key', id: made.id },
        actor,
        requestId: request.id,
      })
      return made
    })
    return {
      id: made.id,
      api_key: made.key,
      name,
      user_id,
      created_at: world.now(),
      expires_at: made.expiresAt,
    }
  },
})

const list = route({
  ...shared,
  method: 'GET',
  summary: "One user's API keys, without the keys, as source 000 did.",
  audit: noAudit('shows no secret'),
  input: z.object({ user_id: z.string().optional() }),
  output: { kind: 'schema', schema: z.array(shown) },
  async handle({ world, caller: { accountId }, input }) {
    const { user_id } = checked(z.object({ user_id: externalId }), input)
    const subject = await findSubject(world, accountId, user_id)
    if (!subject) return []
    const rows = await boundKeys(world, accountId, subject.id, mostKeys)
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      last_used_at: row.lastUsedAt,
      created_at: row.createdAt,
      expires_at: row.expiresAt,
      is_active: isActive(world, row),
    }))
  },
})

const isActive = (world: World, row: { revokedAt: Date | null; expiresAt: Date | null }): boolean =>
  row.revokedAt === null && (row.expiresAt === null || row.expiresAt > world.now())

const keyId = z.object({ key_id: z.string() })

const change = route({
  ...shared,
  method: 'PUT',
  summary: 'Switches an API key of one user off, for good, as source 000 did.',
  audit: byRule('key.revoked'),
  body: anything,
  output: { kind: 'schema', schema: z.object({ id: z.string(), is_active: z.boolean() }) },
  async handle({ world, caller, body, request }) {
    const { key_id, is_active } = checked(keyId.extend({ is_active: z.boolean() }), body)
    if (!is_active) {
      await end(world, caller, key_id, request.id)
      return { id: key_id, is_active: false }
    }
    const row = isUuid(key_id) ? await boundKey(world, caller.accountId, key_id) : undefined
    if (!row) throw unknown()
    if (!isActive(world, row)) throw invalid('A key that was switched off stays so: make another one.')
    return { id: key_id, is_active: true }
  },
})

const remove = route({
  ...shared,
  method: 'DELETE',
  summary: 'Ends an API key of one user at once, as source 000 did.',
  audit: byRule('key.revoked'),
  body: anything,
  output: { kind: 'schema', schema: z.object({ success: z.literal(true), id: z.string() }) },
  async handle({ world, caller, body, request }) {
    const { key_id } = checked(keyId, body)
    await end(world, caller, key_id, request.id)
    return { success: true, id: key_id }
  },
})

const unknown = () => refusal(404, 'NOT_FOUND', 'There is no such key of a user.')

/** Only keys of users: ADMIN_KEY has no say over the app's own. @throws 404 in the source's words */
function end(world: World, { accountId, actor }: Caller, id: string, requestId: string): Promise<void> {
  return transaction(world, async (world) => {
    if (!isUuid(id) || !(await boundKey(world, accountId, id))) throw unknown()
    await revokeKey(world, accountId, id)
    await record(world, {
      action: 'key.revoked',
      accountId,
      object: { kind: 'key', id },
      actor,
      requestId,
    })
  })
}

export const keyRoutes000 = [create, list, change, remove]
