import { z } from 'zod'
import { cursorQuery, limitQuery, moment, pageOf, placeOf } from '../../../kit/listing.ts'
import { type Caller, noAudit, route, scope } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { allowancesLeft, identityKey, limitSettings, type PipelinePolicy } from '../../limits/index.ts'
import { keyedHash } from '../../vault/index.ts'
import { obfuscate } from './create.ts'
import { livingKeys } from './store.ts'

/** Every process has the same root key to make subjects unreadable with; with a new one buckets start empty. */
export const limitIdentity = (world: World) =>
  identityKey(keyedHash(world, 'subject_mac', 'keyhold/limits/v1').mac)

/** Whom policies count that count by caller. */
export const countedCaller = ({ actor, accountId }: Pick<Caller, 'actor' | 'accountId'>): string =>
  `${actor.kind} ${actor.id} ${accountId}`

/** The policies of a key's tier. A tier that the settings no longer have is the default one. */
export function policiesOfTier(world: World, tier: string | null | undefined): readonly PipelinePolicy[] {
  const { book, keyTier } = world.settings(limitSettings)
  return book.tiers[tier ?? keyTier] ?? book.tiers[keyTier]!
}

const allowances = route({
  method: 'GET',
  path: '/api/limits/keys',
  summary: 'What is left of its limits to each API key that can still be used, newest first.',
  who: scope('keys:read'),
  audit: noAudit('shows no secret'),
  input: z.object({ limit: limitQuery, cursor: cursorQuery }),
  output: {
    kind: 'schema',
    schema: z.object({
      keys: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          obfuscated: z.string(),
          userId: z.string().nullable(),
          tier: z.string().nullable().describe('Null: the default tier.'),
          lastUsedAt: moment.nullable(),
          allowances: z.array(
            z.object({
              policy: z.string(),
              units: z.number().describe('Units that can be had at once.'),
              left: z.number().describe('What a process has borrowed ahead counts as taken.'),
              wholeAt: moment.nullable().describe('When all of it is there again; null: it is.'),
            }),
          ),
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
  },
  async handle({ world, caller: { accountId }, input }) {
    const found = await livingKeys(world, accountId, placeOf(input.cursor), input.limit + 1)
    const { rows, nextCursor } = pageOf(found, input.limit, (row) => ({ at: row.createdAt, id: row.id }))
    const charges = rows.map(({ id, tier }) =>
      policiesOfTier(world, tier).map((policy) => ({
        policy,
        key: countedCaller({ actor: { kind: 'key', id }, accountId }),
      })),
    )
    const left = await allowancesLeft(world, limitIdentity(world), charges.flat())
    const keys = rows.map((row, index) => ({
      ...row,
      obfuscated: obfuscate(row),
      allowances: left.splice(0, charges[index]!.length),
    }))
    return { keys, nextCursor }
  },
})

export const allowanceRoutes = [allowances]
