import type { Asked } from '../../../../kit/route.ts'
import type { World } from '../../../../kit/world.ts'
import { hashOf, hashOfDelivery, ingestOnce } from '../../envelope/once.ts'
import { claimIngest } from '../../envelope/store.ts'
import { pullRequestFaults } from '../faults.ts'
import { deliveryHeader } from './host-events.ts'
import type { Delivered } from './read.ts'

const ownDeliveryHeader = 'keyhold-delivery'

/** An id that the sender gave to one delivery. Each header has ids of its own, as different senders make them. */
export interface Delivery {
  header: string
  id: string
}

/** Null: none. @throws DELIVERY_ID_INVALID */
export function deliveryOf(request: Pick<Asked, 'header'>): Delivery | null {
  const header = request.header(ownDeliveryHeader) === undefined ? deliveryHeader : ownDeliveryHeader
  const id = request.header(header)
  if (id === undefined) return null
  if (!/^[\x21-\x7e]{1,200}$/.test(id)) throw pullRequestFaults.DELIVERY_ID_INVALID()
  return { header, id }
}

export interface Taken {
  /** Of the state that was made of it. */
  snapshotId: string
  repositoryId: string
}

/**
 * Acts once for all times that the same is delivered, in the caller's transaction: known by its content, whatever the id of
 * the delivery is, as no signature covers the id (P3). What is new takes its id for good, so that nobody spends another's
 * id by sending again what was sent.
 * @throws DELIVERY_ID_TAKEN when the id was that of another content
 */
export async function takeOnce(
  world: World,
  accountId: string,
  delivery: Delivery | null,
  { envelope, content }: Delivered,
  act: () => Promise<Taken>,
): Promise<Taken & { isReplay: boolean }> {
  const ingest = { accountId, kind: 'pull-request', hash: hashOf(envelope, content) }
  const { answer, isReplay } = await ingestOnce(world, ingest, async () => {
    if (delivery !== null) await takeId(world, accountId, delivery)
    const taken = await act()
    return { answer: taken, repositoryId: taken.repositoryId }
  })
  return { ...answer, isReplay }
}

async function takeId(world: World, accountId: string, { header, id }: Delivery): Promise<void> {
  const ingest = { accountId, kind: `pull-request ${header}`, hash: hashOfDelivery(id) }
  if (!(await claimIngest(world, ingest))) throw pullRequestFaults.DELIVERY_ID_TAKEN()
}
