import { as, transaction, type World } from '../kit/world.ts'
import { deployment } from '../parts/accounts/index.ts'
import { record } from '../parts/audit/index.ts'

/**
 * Tells of an outage of the store of limits once, as an event: at once where the log can be written, else when the store
 * is back.
 */
export function outages(world: World): { onAway(): void; onBack(): void } {
  let telling: Promise<boolean> = Promise.resolve(true)
  const tell = () => {
    telling = told(world)
    world.background(telling)
  }
  return {
    onAway: tell,
    onBack() {
      world.background(telling.then((isTold) => (isTold ? undefined : tell())))
    },
  }
}

async function told(world: World): Promise<boolean> {
  try {
    const { homeAccountId: accountId } = await deployment(as(world, { role: 'app' }))
    await transaction(as(world, { role: 'app', accountId }), (world) =>
      record(world, { action: 'limits.degraded', accountId, actor: { kind: 'job', id: null } }),
    )
    return true
  } catch (error) {
    world.log.warn('an outage of the store of limits could not be recorded yet', { part: 'limits', error })
    return false
  }
}
