import type { Asked } from '../../../../kit/route.ts'
import type { World } from '../../../../kit/world.ts'
import { hashOf, hashOfDelivery, ingestOnce } from '../../envelope/once.ts'
import { pullRequestFaults } from '../faults.ts'
import { deliveryHeader } from './host-events.ts'
import type { Delivered } from './read.ts'

const ownDeliveryHeader = 'keyhold-delivery'

/** The id that the sender gave to one delivery; null: none. @throws DELIVERY_ID_INVALID */
export function deliveryOf(request: Pick<Asked, 'header'>): string | null {
  const id = request.header(ownDeliveryHeader) ?? request.header(deliveryHeader)
  if (id === undefined) return null
  if (!/^[\x21-\x7e]{1,200}$/.test(id)) throw pullRequestFaults.DELIVERY_ID_INVALID()
  return id
}

export interface Taken {
  /** Of the state that was made of it. */
  snapshotId: string
  repositoryId: string
}

/**
 * Acts once for all times that the same is delivered, in the caller's transaction: known by the id of its delivery, and by
 * its content whatever that id is, as no signature covers the id (P3).
 */
export async function takeOnce(
  world: World,
  accountId: string,
  delivery: string | null,
  { envelope, content }: Delivered,
  act: () => Promise<Taken>,
): Promise<Taken & { isReplay: boolean }> {
  const byContent = async () => {
    const ingest = { accountId, kind: 'pull-request', hash: hashOf(envelope, content) }
    const { answer, isReplay } = await ingestOnce(world, ingest, async () => {
      const taken = await act()
      return { answer: taken, repositoryId: taken.repositoryId }
    })
    return { ...answer, isReplay }
  }
  if (delivery === null) return byContent()
  const ingest = { accountId, kind: 'pull-request delivery', hash: hashOfDelivery(delivery) }
  const { answer, isReplay } = await ingestOnce(world, ingest, async () => {
    const taken = await byContent()
    return { answer: taken, repositoryId: taken.repositoryId }
  })
  return { ...answer, isReplay: isReplay || answer.isReplay }
}
