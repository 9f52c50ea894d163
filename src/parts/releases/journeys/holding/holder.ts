import { isUuid, uuidv7 } from '../../../../kit/id.ts'
import { as, resident, type World } from '../../../../kit/world.ts'
import { leaseSeconds } from './hold.ts'
import { type Claim, lapseHeldBy } from '../running/store.ts'

const fileName = 'journeys/holder'
const known = resident(() => ({ holder: null as string | null }))

/**
 * Takes the name of this home, which one server process alone can have at a time. What runs under it is its predecessor's,
 * which is dead: others need not wait until its claims lapse.
 */
export async function takeHome(world: World): Promise<void> {
  if (!world.files) return
  const text = Buffer.from((await world.files.read(fileName)) ?? []).toString()
  const holder = isUuid(text) ? text : uuidv7(world)
  if (holder === text) await lapseHeldBy(as(world, { role: 'jobs' }), holder)
  else await world.files.write(fileName, Buffer.from(holder))
  known(world).holder = holder
}

/** As whom, and for how long, this process takes a run. */
export const claimOf = (world: World): Claim => ({ leaseSeconds, holder: known(world).holder })
