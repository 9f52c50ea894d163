import { hoursAfter } from '../../../kit/duration.ts'
import { uuidv7 } from '../../../kit/id.ts'
import type { World } from '../../../kit/world.ts'
import { open, type Place, seal } from '../../vault/index.ts'
import { endSecrets, insertSecret, livingSecrets } from './store.ts'

/** For so long the secret before still signs: receivers change over in their own time. */
export const overlapHours = 24
/** The specification wants 24 to 64. */
const secretBytes = 32
const prefix = 'whsec_'

/** Secrets of an account are sealed for its own subject, which has the account's id. */
export const secretPlace = (accountId: string, id: string): Place => ({
  accountId,
  subjectId: accountId,
  table: 'webhook_secret',
  rowId: id,
  field: 'secret',
  generation: 1,
})

/**
 * Gives an endpoint a new secret; those before sign beside it for a day. In the caller's transaction.
 * @returns the secret as the specification writes it, shown this once
 */
export async function giveSecret(world: World, accountId: string, endpointId: string): Promise<string> {
  const bytes = world.random(secretBytes)
  const id = uuidv7(world)
  await endSecrets(world, accountId, endpointId, hoursAfter(world.now(), overlapHours))
  const sealed = await seal(world, secretPlace(accountId, id), bytes)
  await insertSecret(world, { accountId, id, endpointId, sealed })
  return prefix + bytes.toString('base64')
}

/** What a delivery is signed with now, the newest first. */
export async function signingSecrets(world: World, accountId: string, endpointId: string): Promise<Buffer[]> {
  const stored = await livingSecrets(world, accountId, endpointId)
  return Promise.all(stored.map(({ id, secret }) => open(world, secretPlace(accountId, id), secret)))
}
