import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import { byRule, json, noAudit, noContent, operator, type Route, route } from '../../../kit/route.ts'
import { destroyKey } from './retire.ts'
import { planRotation, rotate } from './rotate.ts'
import { keyStatus } from './status.ts'

const keyId = z.coerce
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1)

const progress = z.object({
  toKey: z.number(),
  cause: z.enum(['asked', 'age']),
  startedAt: moment,
  rowsAtStart: z.number(),
  resealed: z.number(),
  unreadable: z.number(),
  secondsLeft: z.number().nullable(),
})

const shownKey = z.object({
  id: z.number(),
  purpose: z.string(),
  state: z.enum(['primary', 'open', 'retired']),
  createdAt: moment,
  retiredAt: moment.nullable(),
  rows: z.number().nullable(),
  destroyableAt: moment.nullable(),
  rotation: progress.nullable(),
})

const status = route({
  method: 'GET',
  path: '/api/vault/keys',
  summary: 'The root keys, how many records are sealed under each, and how far a rotation is.',
  who: operator,
  audit: noAudit('shows no key and no secret'),
  output: {
    kind: 'schema',
    schema: z.object({
      keyring: z.object({ name: z.string(), provenAt: moment.nullable(), trouble: z.string().nullable() }),
      rotatesAt: moment.nullable(),
      keys: z.array(shownKey),
    }),
  },
  handle: ({ world }) => keyStatus(world),
})

const rotation = route({
  method: 'POST',
  path: '/api/vault/keys/rotate',
  summary: 'Makes a new root key to seal under, and seals everything anew behind this answer.',
  who: operator,
  stepUp: true,
  audit: byRule('root_key.rotated'),
  body: json(z.object({ dryRun: z.boolean().default(false), again: z.boolean().default(false) })),
  output: {
    kind: 'schema',
    schema: z.object({ dryRun: z.boolean(), fromKey: z.number(), toKey: z.number(), rows: z.number() }),
  },
  async handle({ world, caller, body: { dryRun, again }, request }) {
    const by = { actor: caller.actor, requestId: request.id }
    const plan = dryRun
      ? await planRotation(world, { again })
      : await rotate(world, { cause: 'asked', again, ...by })
    return { ...plan, dryRun }
  },
})

const destruction = route({
  method: 'POST',
  path: '/api/vault/keys/:id/destroy',
  summary: 'Destroys a root key that nothing has been sealed under for a day.',
  who: operator,
  stepUp: true,
  audit: byRule('root_key.destroyed'),
  input: z.object({ id: keyId }),
  body: json(z.object({ despiteBackups: z.boolean().default(false) })),
  output: { kind: 'empty' },
  async handle({ world, caller, input, body, request }) {
    await destroyKey(world, input.id, { ...body, actor: caller.actor, requestId: request.id })
    return noContent()
  },
})

export const keyRoutes: readonly Route[] = [status, rotation, destruction]
