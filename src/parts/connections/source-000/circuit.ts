import type { World } from '../../../kit/world.ts'
import { type BreakerRow, findBreaker, stateOf } from '../../limits/index.ts'
import { provider, type words } from './names.ts'

export type Circuit = 'CLOSED' | 'OPEN' | 'HALF_OPEN'

const names = { closed: 'CLOSED', open: 'OPEN', 'half-open': 'HALF_OPEN' } as const

export interface Breaking {
  state: Circuit
  row: BreakerRow | undefined
}

/** Which of its two breakers. */
export type CircuitOf = keyof typeof words.breakers

/** The provider's breaker of that class, in the source's words. */
export async function breaking(world: World, operation: CircuitOf): Promise<Breaking> {
  const row = await findBreaker(world, { provider, operation })
  return { state: names[stateOf(row, world.now())], row }
}

export const circuitHeader = (state: Circuit): Record<string, string> => ({
  'x-circuit-breaker-state': state,
})
