import { asSupervisor } from './door.ts'
import type { LaunchPlan } from './launch.ts'
import { livePostmaster } from './pid-file.ts'
import { problemOfError } from './problem.ts'
import { shutDown, untilGone, untilServing } from './server.ts'
import type { Server } from './server.ts'
import { markOf, markSetting } from './server-settings.ts'

/**
 * The server that a killed predecessor left running on this data folder, ready to serve; null when there is none. One
 * that was started with other settings or programs, or does not answer, is shut down first. Call it under the home's lock.
 */
export async function adoptOrphan(plan: LaunchPlan): Promise<Server | null> {
  const found = livePostmaster(plan)
  if (!found) return null
  const orphan = { ...found, gone: untilGone(found.identity) }
  plan.log(
    `PostgreSQL still runs from an earlier start (pid ${orphan.identity.pid}); looking whether it serves.`,
  )
  if (await isUsable(orphan, plan)) return orphan
  plan.log(`It was started otherwise or does not answer; ending it (pid ${orphan.identity.pid}).`)
  await shutDown(orphan, plan.log)
  return null
}

async function isUsable(orphan: Server, plan: LaunchPlan): Promise<boolean> {
  try {
    return (await untilServing(orphan, plan.log)) === 'up' && (await startedAs(orphan, plan))
  } catch (error) {
    throw problemOfError(`The PostgreSQL that runs on ${plan.dataFolder} turned us away`, error)
  }
}

async function startedAs(orphan: Server, plan: LaunchPlan): Promise<boolean> {
  return asSupervisor(orphan.socketFolder, async (client) => {
    const { rows } = await client.query<{ mark: string | null }>('select current_setting($1, true) as mark', [
      markSetting,
    ])
    return rows[0]?.mark === markOf(plan)
  })
}
