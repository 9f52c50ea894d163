import { as, transaction, type World } from '../../../kit/world.ts'
import { makeMonths, record } from '../log/record.ts'
import { deploymentState } from '../log/store.ts'
import { beginEpoch, clusterState } from './store.ts'

/**
 * Another cluster counts its transactions anew, and the log orders by them: a dump that was loaded into one begins a new
 * epoch, which the log says itself. Before anything is served.
 */
export async function beginEpochOfNewCluster(world: World): Promise<void> {
  const jobs = as(world, { role: 'jobs' })
  const { isNew, no } = await clusterState(jobs)
  if (!isNew) return
  const { homeAccountId, deploymentId } = await deploymentState(jobs)
  await makeMonths(world)
  await transaction(jobs, beginEpoch)
  await transaction(as(world, { role: 'app', accountId: homeAccountId }), (home) =>
    record(home, {
      action: 'audit.restored',
      accountId: homeAccountId,
      object: { kind: 'deployment', id: deploymentId },
      actor: { kind: 'job', id: 'audit.epoch' },
      detail: { blocks: no },
    }),
  )
}
