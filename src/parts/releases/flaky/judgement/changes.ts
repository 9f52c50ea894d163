import { uuidv7 } from '../../../../kit/id.ts'
import type { World } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import type { Conclusion } from '../computing/questions.ts'
import type { Ground } from '../history/store.ts'
import { endAutoQuarantine, quarantineByItself } from '../quarantine/by-itself.ts'
import type { FlakySettings } from '../thresholds/settings.ts'
import type { Judgement } from '../verdicts/judge.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import { insertVerdicts, titlesOf } from './store.ts'

/** What is held of a test now, and was before. */
export interface VerdictChange {
  testId: string
  title: string
  environment: string
  was: Verdict
  verdict: Verdict
}

/** In the log. */
const actor = { kind: 'job', id: 'flaky.judge' } as const

interface Where extends Ground {
  repository: { name: string }
  settings: FlakySettings
}

/** Notes changes of verdicts and tells them (F13), in the judge's transaction. */
export async function tellChanges(
  world: World,
  where: Where,
  environment: string,
  found: readonly Conclusion[],
): Promise<VerdictChange[]> {
  const changed = found.filter(({ isChanged, was }) => isChanged && was !== null)
  if (changed.length === 0) return []
  const titles = new Map(
    (
      await titlesOf(
        world,
        where,
        changed.map(({ number }) => number),
      )
    ).map((row) => [row.number, row]),
  )
  const changes = changed.flatMap((conclusion) => {
    const test = titles.get(conclusion.number)
    if (!test) return []
    const { standing, was } = conclusion
    const change = { testId: test.id, title: test.title, environment, was: was!, verdict: standing.verdict }
    return [{ change, conclusion }]
  })
  await insertVerdicts(
    world,
    where,
    changes.map(({ change, conclusion }) => ({ ...noteOf(conclusion), ...change, id: uuidv7(world) })),
  )
  for (const { change } of changes) await tell(world, where, change)
  await quarantineAll(
    world,
    where,
    changes.map(({ change }) => change),
  )
  return changes.map(({ change }) => change)
}

function noteOf({ standing, judgement }: Conclusion) {
  const { reasons } = JSON.parse(judgement) as Judgement
  return { at: new Date(standing.changedAt ?? 0), reasons }
}

const tell = (world: World, { accountId, repository }: Where, change: VerdictChange) =>
  record(world, {
    action: 'test.verdict_changed',
    accountId,
    object: { kind: 'test', id: change.testId },
    actor,
    detail: {
      testId: change.testId,
      was: change.was,
      verdict: change.verdict,
      test: change.title,
      repository: repository.name,
      environment: change.environment,
    },
  })

/** A broken test is for its owner to mend, so it is never taken out of the way by itself (F9). */
async function quarantineAll(world: World, where: Where, changes: readonly VerdictChange[]): Promise<void> {
  for (const { testId, verdict } of changes) {
    if (verdict === 'broken') await endAutoQuarantine(world, where, testId)
    if (verdict === 'flaky' && where.settings.autoQuarantine) await quarantineByItself(world, where, testId)
  }
}
