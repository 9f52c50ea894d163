import { resident, type World } from '../../../../kit/world.ts'
import type { DueRun } from '../running/store.ts'

/** Runs of one process at once; each holds a connection now and then, and the target's patience. */
const mostUnderWay = 4
/** Of one account: whose targets hang leaves room for the others. */
const mostOfAccount = 3
/** Beside them: cleaning up waits for nobody's run. */
const mostCleaning = 2

type Kind = 'run' | 'cleaning'

const underWay = resident(() => ({ runs: new Map<string, { accountId: string; kind: Kind }>() }))

/** Whether this process may begin a further run of that account. */
export function hasRoom(world: World, accountId: string): boolean {
  const runs = [...underWay(world).runs.values()].filter(({ kind }) => kind === 'run')
  return (
    runs.length < mostUnderWay && runs.filter((run) => run.accountId === accountId).length < mostOfAccount
  )
}

const hasRoomToClean = (world: World): boolean =>
  [...underWay(world).runs.values()].filter(({ kind }) => kind === 'cleaning').length < mostCleaning

/** Keeps a place for a run while it is under way. @returns undefined where there is none, or this process is at it */
export function inItsPlace<T>(
  world: World,
  { accountId, id }: DueRun,
  kind: Kind,
  work: () => Promise<T>,
): Promise<T> | undefined {
  const { runs } = underWay(world)
  const isRoom = kind === 'run' ? hasRoom(world, accountId) : hasRoomToClean(world)
  if (runs.has(id) || !isRoom) return undefined
  runs.set(id, { accountId, kind })
  return work().finally(() => runs.delete(id))
}
