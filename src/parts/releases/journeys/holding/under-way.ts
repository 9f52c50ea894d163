import { resident, type World } from '../../../../kit/world.ts'
import type { DueRun } from '../running/store.ts'

/** Runs of one process at once; each holds a connection now and then, and the target's patience. */
const mostUnderWay = 4

const underWay = resident(() => ({ runs: new Set<string>() }))

/** How many further ones this process may begin. */
export const roomLeft = (world: World): number => mostUnderWay - underWay(world).runs.size

/** Keeps a place for a run while it is under way. @returns undefined where there is none, or this process is at it */
export function inItsPlace<T>(
  world: World,
  { id }: Pick<DueRun, 'id'>,
  work: () => Promise<T>,
): Promise<T> | undefined {
  const { runs } = underWay(world)
  if (runs.has(id) || runs.size >= mostUnderWay) return undefined
  runs.add(id)
  return work().finally(() => runs.delete(id))
}
