import { z } from 'zod'
import { envelopeMembers } from '../../envelope/envelope.ts'
import type { World } from '../../../../kit/world.ts'
import { pullRequestFaults } from '../faults.ts'
import { type Candidate, candidates } from './store.ts'

/** A pull request by its number; which repository's has to be said only where several have it. */
export const numberInput = z.object({
  number: z.coerce
    .number({ error: 'wants the number of a pull request, such as 12' })
    .pipe(envelopeMembers.prNumber.unwrap()),
  repository: envelopeMembers.repository,
})

/** @throws PULL_REQUEST_NOT_FOUND, PULL_REQUEST_AMBIGUOUS */
export async function findPullRequest(
  world: World,
  accountId: string,
  { number, repository }: { number: number; repository?: string | undefined },
): Promise<Candidate> {
  const found = await candidates(world, accountId, number, repository ?? null)
  if (found.length > 1)
    throw pullRequestFaults.PULL_REQUEST_AMBIGUOUS({
      repositories: found.map(({ repository }) => repository),
    })
  if (!found[0]) throw pullRequestFaults.PULL_REQUEST_NOT_FOUND({ number })
  return found[0]
}
