import type { World } from '../../../kit/world.ts'
import { queueMail } from '../../messages/index.ts'
import { personOf } from '../people/person.ts'

/** Mails a person that a copied token ended one of its sessions, in the transaction that ends it. */
export async function tellOfReuse(world: World, accountId: string): Promise<void> {
  const person = await personOf(world)
  if (!person?.address || !person.verifiedAt) return
  const values = { at: world.now().toISOString() }
  await queueMail(world, { accountId, template: 'session_reuse', to: person.address, values })
}
