import { secondsBetween } from '../../../../kit/duration.ts'
import { faults } from '../../../../kit/fault.ts'
import type { World } from '../../../../kit/world.ts'
import type { Telling } from './telling.ts'

const mostSecondsAhead = 300

/** As the CI's JSON names them, and as the code host's event does. */
const places = {
  toldAt: ['/updatedAt', '/pull_request/updated_at'],
  openedAt: ['/openedAt', '/pull_request/created_at'],
  endedAt: ['/endedAt', '/pull_request/closed_at'],
} as const

/**
 * Nothing that comes later could change what was told of a moment that is still to come.
 * @throws BAD_REQUEST with the place
 */
export function refuseAhead({ now }: Pick<World, 'now'>, telling: Telling): void {
  const violations = (['toldAt', 'openedAt', 'endedAt'] as const).flatMap((name) => {
    const moment = telling[name]
    if (!moment || secondsBetween(now(), moment) <= mostSecondsAhead) return []
    const at = places[name][telling.action === null ? 0 : 1]
    return [{ at, wants: 'wants a moment that is not to come' }]
  })
  if (violations.length > 0) throw faults.BAD_REQUEST({ violations })
}
