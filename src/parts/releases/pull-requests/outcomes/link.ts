import type { World } from '../../../../kit/world.ts'
import { purposeOf } from '../facts/purpose.ts'
import { revertedTitleIn } from '../standing/reverts.ts'
import type { Reverts } from '../standing/telling.ts'
import type { PullRequest } from '../standing/store.ts'
import { findMended, findReverted, insertOutcome, type OutcomeKind } from './store.ts'

/** A fix of more files than that mends nothing in particular. */
const mostMendedFiles = 50

/**
 * What a pull request that is merged now says of earlier ones: a revert takes one back, and a fix mends those of the last
 * 30 days that changed the same code. @returns those that are new
 */
export async function linkOutcomes(
  world: World,
  accountId: string,
  { id, repositoryId, number, title, labels, endedAt }: PullRequest,
  { numbers, commits }: Reverts,
): Promise<{ id: string; kind: OutcomeKind }[]> {
  const of = { repositoryId, id, mergedAt: endedAt ?? world.now() }
  const { isFix, isRevert } = purposeOf(title, labels)
  const reverted = await findReverted(world, accountId, of, {
    // Another that mentions such a line takes nothing back by it; git's own line names a commit, and stands for itself.
    numbers: isRevert ? numbers : [],
    commits,
    title: revertedTitleIn(title),
  })
  const mended = isFix ? await findMended(world, accountId, of, mostMendedFiles) : []
  const links = [
    ...reverted.map(({ id }) => ({ id, kind: 'reverted' as const })),
    ...mended.map(({ id }) => ({ id, kind: 'fixed' as const })),
  ]
  const isNew: boolean[] = []
  for (const link of links)
    isNew.push(
      await insertOutcome(world, accountId, link.id, {
        kind: link.kind,
        byNumber: number,
        source: 'found',
        at: of.mergedAt,
      }),
    )
  return links.filter((_, at) => isNew[at])
}
