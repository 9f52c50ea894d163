import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'
import { unpacked } from '../history/vectors.ts'
import { type NamedTest, suggestRenames } from '../readers/renames.ts'
import { appearedIn, insertRenames, type NamedRow, namesOf, type RunBefore, runsAround } from './store.ts'

/** More than that at once is no rename but a new suite. */
const mostTests = 500
const mostPairs = 200
/** Earlier uploads that are asked where none is of the same suite. */
const mostTries = 3

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
  const before = earlier.map(numbersOf)
  const same = before.find((found) => isSameSuite(found, numbers))
  // Where most tests of a small suite got new names at once, those of the same files are left to be told by.
  const placed = appeared.filter(({ file, className }) => file !== null || className !== null)
  const tries = same
    ? [{ before: same, appeared }]
    : before.slice(0, mostTries).map((before) => ({ before, appeared: placed }))
  for (const each of tries) {
    const gone = [...each.before].filter((number) => !numbers.has(number))
    if (gone.length === 0 || gone.length > mostTests || each.appeared.length === 0) continue
    const vanished = await namesOf(world, ground, gone)
    const found = suggestRenames(vanished.map(named), each.appeared.map(named)).slice(0, mostPairs)
    if (found.length > 0) return void (await insertRenames(world, ground, run.commit, found))
  }
}

const numbersOf = ({ results }: RunBefore): Set<number> => new Set(unpacked(results).numbers)

/** Uploads of one CI may be of several suites: only those that share most of their tests are compared. */
function isSameSuite(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  let shared = 0
  for (const number of one) if (other.has(number)) shared += 1
  return shared * 2 >= Math.min(one.size, other.size)
}

const named = ({ id, ...test }: NamedRow): NamedTest => ({ ...test, key: id })
