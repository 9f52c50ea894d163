import { minutesAfter } from '../../../kit/duration.ts'
import { type Metric, plainly } from '../../../kit/metric.ts'
import { as, resident, transaction, type World } from '../../../kit/world.ts'
import { deployment } from '../../accounts/index.ts'
import { record } from '../../audit/index.ts'

const refusals = resident((): { total: number; sinceTold: number; tellFrom: Date | null } => ({
  total: 0,
  sinceTold: 0,
  tellFrom: null,
}))

/** One entry of the log for so long, however many strangers knock. */
const quietMinutes = 10

/**
 * Counts a body that was refused for its signature (P11): in a metric each of them, and in the log of the home account, which
 * webhooks and mails follow, the first of every ten minutes with how many came since the one before. Not in a transaction.
 */
export function countRefusedSignature(world: World): void {
  const counted = refusals(world)
  counted.total += 1
  counted.sinceTold += 1
  const now = world.now()
  if (counted.tellFrom !== null && now < counted.tellFrom) return
  const count = counted.sinceTold
  Object.assign(counted, { sinceTold: 0, tellFrom: minutesAfter(now, quietMinutes) })
  world.background(tell(world, count))
}

async function tell(world: World, count: number): Promise<void> {
  const { homeAccountId: accountId } = await deployment(as(world, { role: 'app' }))
  await transaction(as(world, { role: 'app', accountId }), (world) =>
    record(world, {
      action: 'release_signature.refused',
      accountId,
      outcome: 'refused',
      actor: { kind: 'anyone', id: null },
      detail: { count },
    }),
  )
}

export const refusalMetric = (world: World): Metric => ({
  name: 'keyhold.releases.signatures_refused',
  help: 'Bodies for the release checks that came with a wrong signature, or with none and no key.',
  kind: 'counter',
  unit: '{request}',
  points: plainly(refusals(world).total),
})
