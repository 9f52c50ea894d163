import { as, transaction, type World } from '../../../kit/world.ts'
import type { Asked } from '../../../kit/route.ts'
import { hashPassword, verifyPassword } from '../passwords/hash.ts'
import { findPassword } from '../passwords/store.ts'
import { findByAddress, makePerson, type Person, personOf } from '../people/person.ts'
import { holdPerson, markContested } from '../people/store.ts'
import { isMailOn, mail, nobody, ofPerson, tell } from './acts.ts'
import { onTheBeat } from './beat.ts'
import { mayCauseMail, mayMail, mayMailTo } from './budget.ts'
import { makeLink, pageAt } from './links.ts'

export interface Registration {
  /** In its normal form. */
  address: string
  username: string
  displayName: string | null
  password: string
}

/**
 * Signs somebody up. Whether the address was free shows in nothing: one hash is made in either case, and the rest is told
 * by mail, to whom the address belongs. Of an address that is held unproved it is looked whether the password is the same,
 * which costs as much as a hash.
 * @throws SIGN_IN_BUSY
 */
export const register = (world: World, registration: Registration, request: Asked): Promise<void> =>
  onTheBeat(world, async () => {
    const { address, password } = registration
    const holder = await holderOf(world, address)
    const isUnproved = holder !== undefined && holder.verifiedAt === null
    const isHolders = isUnproved && (await isPasswordOf(world, holder, password))
    const passwordHash = isUnproved ? '' : await hashPassword(world, password)
    const mayMailNow = await mailsNow(world, address, request)
    if (holder) return tellHolder(world, holder, { isHolders, mayMailNow, request })
    if (await signUp(world, { ...registration, passwordHash, mayMailNow, request })) return
    const quicker = await holderOf(world, address)
    if (!quicker) return
    // Who sends one form twice at once is no stranger.
    const isSame = await isPasswordOf(world, quicker, password)
    await tellHolder(world, quicker, { isHolders: isSame, mayMailNow, request })
  })

const mailsNow = async (world: World, address: string, request: Asked): Promise<boolean> =>
  (await isMailOn(world)) &&
  (await mayCauseMail(world, request)) &&
  (await mayMailTo(world, address)) &&
  (await mayMail(world))

async function isPasswordOf(world: World, { accountId }: Person, password: string): Promise<boolean> {
  const kept = await findPassword(as(world, { role: 'app' }), accountId)
  return (await verifyPassword(world, password, kept?.hash ?? null)).isRight
}

async function holderOf(world: World, address: string): Promise<Person | undefined> {
  const id = await findByAddress(world, address)
  return id === undefined ? undefined : personOf(ofPerson(world, id))
}

interface Circumstances {
  mayMailNow: boolean
  request: Asked
}

async function signUp(
  world: World,
  person: Registration & Circumstances & { passwordHash: string },
): Promise<boolean> {
  const { address, username, displayName, passwordHash, mayMailNow, request } = person
  const within = async (world: World, accountId: string) => {
    await tell(world, accountId, 'person.registered', { actor: nobody, requestId: request.id })
    if (!mayMailNow) return
    const link = await makeLink(world, accountId, 'verify', address)
    if (link) await mail(world, accountId, address, 'verify_address', { link })
  }
  return (await makePerson(world, { address, username, displayName, passwordHash, within })) !== undefined
}

/** To whom it belongs: that somebody tried it. To whom it may belong: another link, whose use decides between the two. */
async function tellHolder(
  world: World,
  { accountId, address, verifiedAt }: Person,
  { isHolders, mayMailNow, request }: Circumstances & { isHolders: boolean },
): Promise<void> {
  await transaction(ofPerson(world, accountId), async (world) => {
    await holdPerson(world)
    const happening = { actor: nobody, requestId: request.id, outcome: 'refused' } as const
    await tell(world, accountId, 'person.address_tried', happening)
    if (verifiedAt) {
      const link = pageAt(world, '/forgot-password')
      if (mayMailNow) await mail(world, accountId, address, 'address_taken', { link })
      return
    }
    if (!isHolders) await markContested(world, accountId)
    const link = mayMailNow && address !== null && (await makeLink(world, accountId, 'verify', address))
    if (link) await mail(world, accountId, address, 'verify_address', { link })
  })
}
