import type { Caller } from '../../../../kit/route.ts'
import { transaction, type World } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import { hashOf } from '../../envelope/once.ts'
import { repositoryFor } from '../../repositories/store.ts'
import type { Sent } from '../asked/sent.ts'
import type { Diff } from '../report/ask.ts'
import { keepDiff, keepNewest } from './store.ts'

/** Of one repository. */
const diffsAtMost = 500

/** Keeps what was found, where the sender named a repository; the same sent again is the same diff. @returns its id */
export async function keep(
  world: World,
  { accountId, actor }: Caller,
  requestId: string,
  { envelope, question }: Sent,
  diff: Diff,
): Promise<string | null> {
  const { repository: name } = envelope
  if (name === null) return null
  const { migration, rowCounts } = question
  // A hash tells no secret: the migration goes into it as it is.
  const content = JSON.stringify([diff.schemas, migration.map(({ content }) => content), rowCounts])
  const hash = hashOf(envelope, content)
  return transaction(world, async (world) => {
    const repository = await repositoryFor(world, accountId, name)
    const { id, isReplay } = await keepDiff(world, accountId, {
      repositoryId: repository.id,
      hash,
      envelope,
      diff,
    })
    if (isReplay) return id
    await keepNewest(world, accountId, repository.id, diffsAtMost)
    await record(world, {
      accountId,
      actor,
      requestId,
      action: 'schema_diff.kept',
      object: { kind: 'schema_diff', id },
      detail: { level: diff.report.level, score: diff.report.score },
    })
    return id
  })
}
