import { resident, type World } from '../../../kit/world.ts'
import type { Limiter } from './limiter.ts'

const inCharge = resident((): { limiter: Limiter | null } => ({ limiter: null }))

/** Names the one that decides about this process's requests, so that others can ask how it stands. */
export function putInCharge(world: World, limiter: Limiter): Limiter {
  inCharge(world).limiter = limiter
  return limiter
}

/** Whether this process admits only a reduced share, as the store of limits is away. */
export const isLimiterDegraded = (world: World): boolean => inCharge(world).limiter?.isDegraded() ?? false
