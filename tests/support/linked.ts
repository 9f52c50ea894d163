import { link } from '../../src/parts/audit/proof/link.ts'
import { headOf } from '../../src/parts/audit/proof/store.ts'
import { as, type World } from '../../src/kit/world.ts'

/** Binds every entry that is written. A transaction of any database of the cluster, another test's too, holds the linker back. */
export async function linked(world: World): Promise<void> {
  const jobs = as(world, { role: 'jobs' })
  for (;;) {
    await link(world, 1000)
    if ((await headOf(jobs)).oldestUnlinkedAt === null) return
    await world.wait(10)
  }
}
