import { byteas } from '../../../kit/sql-array.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import type { Asked } from '../../../kit/route.ts'
import { accountFaults } from '../faults.ts'
import { addressHashes, nameHashes, sealAddress } from '../people/address.ts'
import { findByAddress, personOf, shown } from '../people/person.ts'
import { claimName, holdPerson, putAddress, releaseNames } from '../people/store.ts'
import { actorOf, mail, ofPerson, tell } from './acts.ts'
import { onTheBeat } from './beat.ts'
import { mayCauseMail, mayMail, mayMailTo } from './budget.ts'
import {
  addressOfLink,
  lookAtLink,
  makeLink,
  pageAt,
  secondsUntilNext,
  useLink,
  wasMailedTo,
} from './links.ts'
import { spendTokens } from './token-store.ts'

/**
 * Mails a link to the new address; until that is used the old one stays. Of an address that is somebody else's, that
 * person is told, and the answer is the same, after the same time.
 * @throws ADDRESS_UNCHANGED, MAIL_LIMITED
 */
export const askForAddress = (
  world: World,
  accountId: string,
  address: string,
  request: Asked,
): Promise<void> => onTheBeat(world, () => ask(world, accountId, address, request))

async function ask(world: World, accountId: string, address: string, request: Asked): Promise<void> {
  const account = ofPerson(world, accountId)
  if ((await personOf(account))?.address === address) throw accountFaults.ADDRESS_UNCHANGED()
  const wait = await secondsUntilNext(account, accountId, 'change_address')
  if (wait > 0) throw accountFaults.MAIL_LIMITED({ retryAfterSeconds: wait })
  const mayAsk = (await mayCauseMail(world, request)) && (await mayMailTo(world, address))
  if (!mayAsk || !(await mayMail(world))) throw accountFaults.MAIL_LIMITED({ retryAfterSeconds: 600 })
  const holderId = await findByAddress(world, address)
  await transaction(account, async (world) => {
    await holdPerson(world)
    const link = await makeLink(world, accountId, 'change_address', address)
    if (!link) throw accountFaults.MAIL_LIMITED({ retryAfterSeconds: 60 })
    // Made for a taken address, too, so that it counts the same; nobody ever sees it.
    if (holderId === undefined) await mail(world, accountId, address, 'change_address', { link })
    await tell(world, accountId, 'person.address_asked', { actor: actorOf(accountId), requestId: request.id })
  })
  if (holderId !== undefined) await tellHolder(world, holderId)
}

/** Also where it is not proved: its owner may be who asks, and reads there how to take it over. */
async function tellHolder(world: World, holderId: string): Promise<void> {
  const holder = await personOf(ofPerson(world, holderId))
  if (!holder) return
  await transaction(ofPerson(world, holderId), async (world) => {
    await mail(world, holderId, holder.address, 'address_taken', { link: pageAt(world, '/forgot-password') })
  })
}

/**
 * Takes the new address by the link that was mailed there, once, and tells the old one.
 * @returns the new address
 * @throws MAIL_LINK_INVALID, MAIL_LINK_EXPIRED
 */
export async function takeAddress(world: World, token: string, request: Asked): Promise<string> {
  const { accountId } = await lookAtLink(as(world, { role: 'app' }), 'change_address', token)
  return transaction(ofPerson(world, accountId), async (world) => {
    const row = await holdPerson(world)
    const used = await useLink(world, 'change_address', token)
    const address = await addressOfLink(world, used)
    if (!row || row.disabledAt || !wasMailedTo(world, used, address)) throw accountFaults.MAIL_LINK_INVALID()
    // Somebody else signed up with it meanwhile.
    if (!(await claimName(world, 'address', nameHashes(world, 'address', address), accountId)))
      throw accountFaults.MAIL_LINK_INVALID()
    const { address: before } = await shown(world, row)
    const generation = row.addressGeneration + 1
    await putAddress(
      world,
      accountId,
      await sealAddress(world, accountId, generation, address),
      generation,
      true,
    )
    await releaseNames(world, 'address', accountId, byteas(addressHashes(world, address)))
    for (const kind of ['verify', 'reset'] as const) await spendTokens(world, accountId, kind)
    if (row.verifiedAt) await mail(world, accountId, before, 'address_changed')
    await tell(world, accountId, 'person.address_changed', {
      actor: actorOf(accountId),
      requestId: request.id,
    })
    return address
  })
}
