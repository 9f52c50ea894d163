import type { World } from '../../../kit/world.ts'
import { open, type Place, Refused, seal } from '../../vault/index.ts'
import { deleteContact, findContact, nextContactGeneration, putContact } from './store.ts'

/** A user's address lies sealed under the user's own salt, and goes with it. */
export const contactPlace = (accountId: string, subjectId: string, generation: number): Place => ({
  accountId,
  subjectId,
  table: 'subject_contact',
  rowId: subjectId,
  field: 'address',
  generation,
})

/** Notes where a user is to be told; null: nowhere any more. In the caller's transaction. */
export async function keepContact(
  world: World,
  accountId: string,
  subjectId: string,
  address: string | null,
): Promise<void> {
  if (address === null) return void (await deleteContact(world, subjectId))
  const generation = await nextContactGeneration(world, subjectId)
  const sealed = await seal(world, contactPlace(accountId, subjectId, generation), address)
  await putContact(world, { accountId, subjectId, generation, address: sealed })
}

/** @returns null when none is known, or it does not open */
export async function contactOf(world: World, accountId: string, subjectId: string): Promise<string | null> {
  const found = await findContact(world, subjectId)
  if (!found) return null
  try {
    const place = contactPlace(accountId, subjectId, found.generation)
    return (await open(world, place, found.address)).toString()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    world.log.error("a user's address does not open", { reason: error.reason })
    return null
  }
}
