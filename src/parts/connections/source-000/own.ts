import type { Fault } from '../../../kit/fault.ts'
import { refused000 } from '../../../kit/fault-000.ts'
import type { Caller } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { provider } from './names.ts'
import { type OwnRow, ownRows } from './store.ts'

/** @throws 400 in the source's words */
export function wantedUser(userId: unknown): string {
  if (typeof userId === 'string' && userId !== '') return userId
  throw refused000(400, { error: 'User ID is required' })
}

/**
 * The user's connections, the newest first; null: of the one that the key is bound to. A key bound to another user sees
 * none, as of one who is not there.
 */
export const ownConnections = (world: World, caller: Caller, userId: string | null): Promise<OwnRow[]> =>
  ownRows(world, {
    accountId: caller.accountId,
    userId,
    provider,
    boundSubjectId: caller.boundSubjectId ?? null,
  })

/** @throws 404 in the source's words, with what `also` adds to them */
export async function ownConnection(
  world: World,
  caller: Caller,
  userId: string | null,
  also: Readonly<Record<string, unknown>> = {},
): Promise<OwnRow> {
  const [own] = await ownConnections(world, caller, userId)
  if (!own) throw notFound(also)
  return own
}

export const notFound = (also: Readonly<Record<string, unknown>> = {}): Fault =>
  refused000(404, { error: 'No token found for user', ...also })

/** Refreshes that were tried since the account was first connected here. */
export const refreshCountOf = ({ generation, grantNo }: OwnRow): number => Math.max(0, generation - grantNo)

/** Numbers as the source told them; one that JSON's numbers would bend stays text. */
export const athleteOf = (providerSubject: string): number | string =>
  /^\d{1,15}$/.test(providerSubject) ? Number(providerSubject) : providerSubject
