import type { World } from '../../../../kit/world.ts'
import { flakyFaults } from '../faults.ts'
import { waitForChair, wantAll } from '../judgement/store.ts'
import { holdTests, mergeCase, mergeNotes, mergeStandings } from './store.ts'

export interface Merged {
  id: string
  into: string
  repositoryId: string
}

/**
 * Says that a test is another one under its former name: what it did counts there from now on, also where the former
 * name still runs. In the caller's transaction; what is held of the test is judged anew within seconds.
 * @throws TEST_NOT_FOUND, TEST_MERGE_REFUSED
 */
export async function mergeTests(world: World, accountId: string, id: string, into: string): Promise<Merged> {
  const found = await holdTests(world, accountId, [id, into])
  const [from, to] = [found.find((test) => test.id === id), found.find((test) => test.id === into)]
  if (!from || !to) throw flakyFaults.TEST_NOT_FOUND({ id })
  const refusal = refusalOf(from, to)
  if (refusal !== null) throw flakyFaults.TEST_MERGE_REFUSED({ words: refusal })
  const ground = { accountId, repositoryId: from.repositoryId }
  await waitForChair(world, ground)
  await mergeCase(world, accountId, id, into)
  await mergeStandings(world, ground, from.number, to.number)
  await mergeNotes(world, accountId, id, into)
  await wantAll(world, ground)
  return { id, into, repositoryId: from.repositoryId }
}

type Side = Awaited<ReturnType<typeof holdTests>>[number]

function refusalOf(from: Side, to: Side): string | null {
  if (from.id === to.id) return 'A test cannot be merged into itself.'
  if (from.repositoryId !== to.repositoryId) return 'The tests are of different repositories.'
  if (from.mergedInto !== null) return 'The test is merged already.'
  return to.mergedInto === null ? null : 'The test that it is to be merged into is merged itself.'
}
