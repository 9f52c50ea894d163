import type { World } from '../../../../kit/world.ts'
import { defaultRepository } from '../../envelope/envelope.ts'
import { releaseFaults } from '../../faults.ts'
import { findRepository, listRepositories, type Repository } from '../../repositories/store.ts'
import { flakyFaults } from '../faults.ts'

/**
 * The repository that a question is about. Without a name the default one, or the only one there is; undefined while
 * nothing was sent about any.
 * @throws REPOSITORY_NOT_FOUND for a name that nothing was sent about, REPOSITORY_AMBIGUOUS without a name where there are several
 */
export async function repositoryNamed(
  world: World,
  accountId: string,
  name: string | undefined,
): Promise<Repository | undefined> {
  const found = await findRepository(world, accountId, name ?? defaultRepository)
  if (found) return found
  if (name !== undefined) throw releaseFaults.REPOSITORY_NOT_FOUND()
  const [only, another] = await listRepositories(world, accountId, null, 2)
  if (another) throw flakyFaults.REPOSITORY_AMBIGUOUS()
  return only
}
