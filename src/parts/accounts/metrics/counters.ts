import { type Metric, plainly } from '../../../kit/metric.ts'
import type { World } from '../../../kit/world.ts'
import { csrfCounts } from '../flags/csrf-counts.ts'
import { endFailures } from './end-failures.ts'

/** Missing tokens are mostly pages that forgot them, invalid ones old pages, writes from other sites attacks. */
export function csrfMetric(world: World): Metric {
  const counts = csrfCounts(world)
  return {
    name: 'keyhold.csrf.failures',
    help: 'Writes of signed-in browsers whose CSRF token was missing or invalid, or that another site sent: refused, or, while CSRF_ENABLED is off, only reported.',
    kind: 'counter',
    unit: '{request}',
    points: (['refused', 'reported'] as const).flatMap((outcome) =>
      Object.entries({
        missing: counts[outcome].missing,
        invalid: counts[outcome].invalid,
        cross_site: counts[outcome].crossSite,
      }).map(([reason, value]) => ({ value, attributes: { outcome, reason } })),
    ),
  }
}

export const endFailureMetric = (world: World): Metric => ({
  name: 'keyhold.sessions.end.failures',
  help: 'Times that sessions were to be ended and could not be; what they were to be ended for was undone, too.',
  kind: 'counter',
  unit: '{failure}',
  points: plainly(endFailures(world)),
})
