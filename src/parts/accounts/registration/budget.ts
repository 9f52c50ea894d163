import { countedAddress } from '../../../kit/http-peer.ts'
import type { Asked } from '../../../kit/route.ts'
import { resident, type World } from '../../../kit/world.ts'
import {
  createLimiter,
  identityKey,
  limitSettings,
  type Policy,
  postgresStore,
  valkeyStore,
  withLeases,
} from '../../limits/index.ts'
import { keyedHash } from '../../vault/index.ts'
import { normalAddress } from '../people/address.ts'

/** Counts mails, not requests: whoever is over it is not told so, as that would tell whom there is mail for. */
const limiterOf = resident((world) =>
  createLimiter(world, {
    store: withLeases(world, world.valkey ? valkeyStore(world.valkey) : postgresStore(world)),
    identity: identityKey(keyedHash(world, 'subject_mac', 'keyhold/mail/v1').mac),
    processes: world.settings(limitSettings).processes,
  }),
)

const policyOf = (world: World, name: string): Policy => world.settings(limitSettings).book.policies[name]!

/** Whether whoever asks may cause another mail. */
export const mayCauseMail = (world: World, { address }: Pick<Asked, 'address'>): Promise<boolean> =>
  isAllowed(
    world,
    policyOf(world, 'mail-by-address'),
    address === undefined ? 'unknown' : countedAddress(address),
  )

/** Whether this deployment may send another mail to people. */
export const mayMail = (world: World): Promise<boolean> => isAllowed(world, policyOf(world, 'mail'), 'all')

/** Whether strangers may cause another mail to that address. Counted whoever has it: what is left would tell. */
export const mayMailTo = (world: World, address: string): Promise<boolean> =>
  isAllowed(world, policyOf(world, 'mail-to-address'), normalAddress(address))

async function isAllowed(world: World, policy: Policy, key: string): Promise<boolean> {
  return (await limiterOf(world).decide([{ policy, key }])).allowed
}
