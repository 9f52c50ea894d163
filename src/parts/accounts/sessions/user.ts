import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import type { World } from '../../../kit/world.ts'
import { openAddress } from '../people/address.ts'
import type { Found } from './find-store.ts'

/** A person as it sees itself, with the members of source system 004 and ours. */
export const userShape = z.object({
  id: z.string(),
  username: z.string().nullable(),
  email: z.string().nullable(),
  displayName: z.string().nullable(),
  avatar: z.string().nullable(),
  emailVerified: z.boolean(),
  createdAt: moment,
  twoFactorEnabled: z.boolean(),
  isOperator: z.boolean(),
  eraseAt: moment.nullable().describe('When the account is erased, if its person asked for that.'),
})
export type User = z.input<typeof userShape>

/** What of a look-up tells about the person. */
export type Described = Pick<
  Found,
  | 'accountId'
  | 'username'
  | 'address'
  | 'addressGeneration'
  | 'displayName'
  | 'verifiedAt'
  | 'personCreatedAt'
  | 'hasSecondFactor'
  | 'isOperator'
  | 'eraseAt'
>

export async function userOf(world: World, session: Described): Promise<User> {
  return {
    id: session.accountId,
    username: session.username,
    email: await openAddress(world, session),
    displayName: session.displayName,
    avatar: null,
    emailVerified: session.verifiedAt !== null,
    createdAt: session.personCreatedAt,
    twoFactorEnabled: session.hasSecondFactor,
    isOperator: session.isOperator,
    eraseAt: session.eraseAt,
  }
}
