import type { World } from '../../../kit/world.ts'
import { type BreakerRow, findBreaker, stateOf } from '../../limits/index.ts'
import { provider } from './names.ts'

export type Circuit = 'CLOSED' | 'OPEN' | 'HALF_OPEN'

const names = { closed: 'CLOSED', open: 'OPEN', 'half-open': 'HALF_OPEN' } as const

export interface Breaking {
  state: Circuit
  row: BreakerRow | undefined
}

/** The provider's one breaker, in the source's words: it had one for refreshes and one for exchanges. */
export async function breaking(world: World): Promise<Breaking> {
  const row = await findBreaker(world, provider)
  return { state: names[stateOf(row, world.now())], row }
}

export const circuitHeader = (state: Circuit): Record<string, string> => ({
  'x-circuit-breaker-state': state,
})
