import { sha256, sha256Parts } from '../../../kit/hash.ts'
import type { World } from '../../../kit/world.ts'
import type { Envelope } from './envelope.ts'
import { claimIngest, findIngest, type Ingest, keepAnswer } from './store.ts'

/** Names what was sent: the envelope without the moment it was sent at, and the content (F4). 32 bytes. */
export function hashOf(envelope: Envelope, content: string | Uint8Array): Buffer {
  const told = Object.entries(envelope).filter(([name]) => name !== 'sentAt')
  return sha256Parts([sha256(JSON.stringify(told)), sha256(content)])
}

/** Of an id that the sender gave to one delivery. */
export const hashOfDelivery = (id: string): Buffer => sha256(`delivery ${id}`)

/**
 * Acts once for all times that the same is sent; later ones get the first's answer. In the caller's transaction: of two
 * at once the second waits for the first.
 */
export async function ingestOnce<Answer extends object>(
  world: World,
  ingest: Ingest,
  act: () => Promise<{ answer: Answer; repositoryId: string | null }>,
): Promise<{ answer: Answer; isReplay: boolean }> {
  if (!(await claimIngest(world, ingest)))
    return { answer: await findIngest<Answer>(world, ingest), isReplay: true }
  const { answer, repositoryId } = await act()
  await keepAnswer(world, ingest, { answer, repositoryId })
  return { answer, isReplay: false }
}
