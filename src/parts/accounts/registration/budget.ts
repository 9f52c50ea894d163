import { countedAddress } from '../../../kit/http-peer.ts'
import type { Asked } from '../../../kit/route.ts'
import { resident, type World } from '../../../kit/world.ts'
import {
  createLimiter,
  definePolicy,
  identityKey,
  limitSettings,
  type Policy,
  postgresStore,
  valkeyStore,
  withLeases,
} from '../../limits/index.ts'
import { keyedHash } from '../../vault/index.ts'

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

const noticePolicy = definePolicy({
  name: 'notice',
  kind: 'rate',
  countsBy: 'person and kind',
  limit: 1,
  periodSeconds: 3600,
})

/** Whether something that may happen at every request is worth telling once more of a person: each hour once. */
export const mayTell = (world: World, accountId: string, kind: string): Promise<boolean> =>
  isAllowed(world, noticePolicy, `${accountId} ${kind}`)

async function isAllowed(world: World, policy: Policy, key: string): Promise<boolean> {
  return (await limiterOf(world).decide([{ policy, key }])).allowed
}
