import { resident, type World } from '../../../../kit/world.ts'
import { hasImportedKeys } from './store.ts'

/** So long a process believes that nobody imported a key, seconds: until then one imported elsewhere is not known here. */
const believedSeconds = 5

/** Imported keys stay for good: once there are some, that is never asked again. */
const known = resident<{ some: boolean; askedAt: number }>(() => ({ some: false, askedAt: -Infinity }))

/** Whether a key in the form of the source can be known here at all. Where none was imported, a guess costs no look-up. */
export async function mayBeImported(world: World): Promise<boolean> {
  const belief = known(world)
  const now = world.now().getTime()
  if (belief.some || now - belief.askedAt < believedSeconds * 1000) return belief.some
  belief.askedAt = now
  return (belief.some = await hasImportedKeys(world))
}

/** The next request knows it. */
export const noteImported = (world: World): void => void (known(world).some = true)
