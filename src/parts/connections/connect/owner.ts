import type { World } from '../../../kit/world.ts'
import { accountSettings, deployment } from '../../accounts/index.ts'
import { connectionFaults } from '../faults.ts'
import type { Identity } from '../providers/index.ts'
import { demoIds } from '../providers/known.ts'
import { connectionSettings } from '../settings.ts'
import type { ConnectAttempt } from './store.ts'

/** `none`: the connection is no matter of the deployment's owner. `ask`: the operator must confirm a replacement. */
export type OwnerDecision = 'none' | 'become' | 'same' | 'ask'

interface Owner {
  provider: string
  providerSubject: string | null
}

/**
 * May this browser go to the provider on the deployment's own behalf? The first connection of a deployment in
 * production, and any but a renewal of its owner's, needs the operator or a configured owner.
 * @throws OPERATOR_NEEDED, OWNER_CONFIRMATION_NEEDED
 */
export async function checkDirectWay(world: World, provider: string, byOperator: boolean): Promise<void> {
  if (byOperator || world.settings(connectionSettings).ownerIds.has(provider)) return
  const owner = await currentOwner(world)
  if (owner === null && world.settings(accountSettings).environment === 'production')
    throw connectionFaults.OPERATOR_NEEDED({ provider })
  if (owner !== null && owner.provider !== provider && !givesWay(owner))
    throw connectionFaults.OWNER_CONFIRMATION_NEEDED({ provider })
}

/** Who was only tried is nobody that a first real account could push aside. */
const givesWay = ({ provider }: Owner): boolean => demoIds.has(provider)

/**
 * What a direct connection means for the deployment's owner.
 * @throws OWNER_CONFIRMATION_NEEDED when another account than the owner's was connected without the operator
 */
export async function decideOwner(
  world: World,
  provider: string,
  attempt: ConnectAttempt,
  identity: Identity,
): Promise<OwnerDecision> {
  if (attempt.sessionId !== null) return 'none'
  const wanted = world.settings(connectionSettings).ownerIds.get(provider)
  if (wanted !== undefined && wanted !== identity.subject)
    throw connectionFaults.OWNER_CONFIRMATION_NEEDED({ provider })
  const owner = await currentOwner(world)
  if (owner === null) return 'become'
  if (owner.provider === provider && owner.providerSubject === identity.subject) return 'same'
  if (wanted !== undefined || (givesWay(owner) && owner.provider !== provider)) return 'become'
  if (attempt.byOperator) return 'ask'
  throw connectionFaults.OWNER_CONFIRMATION_NEEDED({ provider })
}

async function currentOwner(world: World): Promise<Owner | null> {
  const { ownerConnectionId } = await deployment(world)
  if (ownerConnectionId === null) return null
  const [owner] = await world.sql<Owner>`
    select provider, provider_subject as "providerSubject" from connections where id = ${ownerConnectionId} limit 1`
  return owner ?? null
}
