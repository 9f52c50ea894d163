import { daysAfter } from '../../../../kit/duration.ts'
import type { World } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import type { Ground } from '../history/store.ts'
import type { FlakySettings } from '../thresholds/settings.ts'
import { deleteAutoQuarantine, insertAutoQuarantine } from './store.ts'

/** In the log. */
const actor = { kind: 'job', id: 'flaky.quarantine' } as const

interface Where extends Ground {
  repository: { name: string }
  settings: FlakySettings
}

/** Of a test that turned out flaky, unless somebody has decided about it already. In the judge's transaction. */
export async function quarantineByItself(world: World, where: Where, testId: string): Promise<void> {
  const reviewBy = daysAfter(world.now(), where.settings.quarantineDays)
  if (await insertAutoQuarantine(world, where, { testId, reviewBy }))
    await tell(world, where, 'test.quarantined', testId)
}

/** Of a test that turned out broken: what was done by itself is undone by itself. In the judge's transaction. */
export async function endAutoQuarantine(world: World, where: Where, testId: string): Promise<void> {
  if (await deleteAutoQuarantine(world, where.accountId, testId))
    await tell(world, where, 'test.unquarantined', testId)
}

const tell = (
  world: World,
  { accountId, repository }: Where,
  action: 'test.quarantined' | 'test.unquarantined',
  id: string,
) =>
  record(world, {
    action,
    accountId,
    object: { kind: 'test', id },
    actor,
    detail: { repository: repository.name, isAuto: true },
  })
