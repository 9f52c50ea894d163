import { as, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { isMailAddress } from '../../../kit/mail.ts'
import { nameHashes, normalAddress } from '../people/address.ts'
import { makePerson } from '../people/person.ts'
import { claimName, findName } from '../people/store.ts'

/** Who somebody is at an issuer. Two issuers' people are never the same, and nobody is known by an address. */
export interface Identity {
  issuer: string
  subject: string
}

/** What an issuer tells of somebody, taken down at first sight. */
export interface Told {
  address: string | null
  /** The issuer says so, and is believed; without an address: there is nothing to prove. */
  isVerified: boolean
}

const hashesOf = (world: World, { issuer, subject }: Identity): Buffer =>
  nameHashes(world, 'identity', `${issuer}\0${subject}`)

/** Who that is here. @returns the person's account; undefined when it was never seen */
export const findByIdentity = (world: World, identity: Identity): Promise<string | undefined> =>
  findName(as(world, { role: 'app' }), 'identity', hashesOf(world, identity))

/**
 * Who that is here. At first sight a person is made, without a password. An address that is another person's is left out:
 * whoever shares it is not linked. Of two first sights at once one makes the person.
 */
export async function personBy(
  world: World,
  identity: Identity,
  told: Told,
  requestId: string,
): Promise<string> {
  const known = await findByIdentity(world, identity)
  if (known !== undefined) return known
  try {
    return await makeFor(world, identity, told, requestId)
  } catch (error) {
    if (!(error instanceof IdentityTaken)) throw error
    const first = await findByIdentity(world, identity)
    if (first === undefined) throw error
    return first
  }
}

class IdentityTaken extends Error {
  override readonly name = 'IdentityTaken'
}

async function makeFor(
  world: World,
  identity: Identity,
  { address, isVerified }: Told,
  requestId: string,
): Promise<string> {
  const within = async (world: World, accountId: string): Promise<void> => {
    if (!(await claimName(world, 'identity', hashesOf(world, identity), accountId))) throw new IdentityTaken()
    await record(world, {
      action: 'person.came_from_outside',
      accountId,
      actor: { kind: 'person', id: accountId },
      requestId,
      object: { kind: 'person', id: accountId },
    })
  }
  const own = address === null ? null : usable(address)
  const made = own === null ? undefined : await makePerson(world, { address: own, isVerified, within })
  return (
    made ?? (await makePerson(world, { address: null, isVerified: isVerified && address === null, within }))!
  )
}

function usable(address: string): string | null {
  const normal = normalAddress(address)
  return isMailAddress(normal) ? normal : null
}
