import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'
import { unpacked } from '../history/vectors.ts'
import { type NamedTest, suggestRenames } from '../readers/renames.ts'
import { appearedIn, insertRenames, type NamedRow, namesOf, type RunBefore, runsAround } from './store.ts'

/** More than that at once is no rename but a new suite. */
const mostTests = 500
const mostPairs = 200

/** Looks, for uploads that brought new tests, which tests of the same files they may be by another name (F5). */
export async function lookForRenames(
  world: World,
  ground: Ground,
  pending: readonly { id: string }[],
): Promise<void> {
  const appeared = await appearedIn(
    world,
    ground,
    pending.map(({ id }) => id),
    mostTests + 1,
  )
  for (const [runId, tests] of Map.groupBy(appeared, (test) => test.runId))
    if (tests.length <= mostTests) await suggestFor(world, ground, runId, tests)
}

async function suggestFor(
  world: World,
  ground: Ground,
  runId: string,
  appeared: readonly NamedRow[],
): Promise<void> {
  const [run, ...earlier] = await runsAround(world, ground, runId)
  if (!run?.isComplete) return
  const numbers = numbersOf(run)
  const before = earlier.map(numbersOf).find((found) => isSameSuite(found, numbers))
  if (!before) return
  const gone = [...before].filter((number) => !numbers.has(number))
  if (gone.length === 0 || gone.length > mostTests) return
  const vanished = await namesOf(world, ground, gone)
  const found = suggestRenames(vanished.map(named), appeared.map(named)).slice(0, mostPairs)
  if (found.length > 0) await insertRenames(world, ground, run.commit, found)
}

const numbersOf = ({ results }: RunBefore): Set<number> => new Set(unpacked(results).numbers)

/** Uploads of one CI may be of several suites: only those that share most of their tests are compared. */
function isSameSuite(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  let shared = 0
  for (const number of one) if (other.has(number)) shared += 1
  return shared * 2 >= Math.min(one.size, other.size)
}

const named = ({ id, ...test }: NamedRow): NamedTest => ({ ...test, key: id })
