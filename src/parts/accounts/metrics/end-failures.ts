import { resident, type World } from '../../../kit/world.ts'

const counted = resident(() => ({ failures: 0 }))

/** Does what ends sessions, and counts when that fails: the act that it belongs to is undone, too, and they live on. */
export async function countingFailures<T>(world: World, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    counted(world).failures += 1
    throw error
  }
}

/** Of this process, since it started. */
export const endFailures = (world: World): number => counted(world).failures
