import { sha256 } from '../../../kit/hash.ts'
import { uuidv7 } from '../../../kit/id.ts'
import type { World } from '../../../kit/world.ts'

/**
 * Takes down, outside the database, that a user or a person was erased: a restore reads it and erases again what a backup
 * brings back. Nothing without a disk.
 */
export async function enterErasure(world: World, id: string): Promise<void> {
  const entry = { subject: sha256(id).toString('hex'), at: world.now().toISOString() }
  await world.files?.write(`erasures/${uuidv7(world)}.json`, Buffer.from(JSON.stringify(entry)))
}
