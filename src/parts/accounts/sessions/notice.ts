import { as, transaction, type World } from '../../../kit/world.ts'
import { queueMail } from '../../messages/index.ts'
import { personOf } from '../people/person.ts'

/**
 * Mails a person that a copied token ended one of its sessions, wherever that is known to be its address. The end itself has
 * committed before: a mail that cannot be queued undoes nothing.
 */
export async function tellOfReuse(world: World, accountId: string): Promise<void> {
  try {
    await transaction(as(world, { role: 'app', accountId }), async (world) => {
      const person = await personOf(world)
      if (!person?.address || !person.verifiedAt) return
      const values = { at: world.now().toISOString() }
      await queueMail(world, { accountId, template: 'session_reuse', to: person.address, values })
    })
  } catch (error) {
    world.log.error('the mail about a copied session was not queued', { error })
  }
}
