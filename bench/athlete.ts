import type { App } from '../src/app.ts'
import type { Caller } from '../src/kit/route.ts'
import { as, transaction, type World } from '../src/kit/world.ts'
import { accountSettings, setDeploymentOwner } from '../src/parts/accounts/index.ts'
import { itemOf } from '../src/parts/datasets/activity.ts'
import { makeFigures } from '../src/parts/datasets/figures/make.ts'
import { insertDataSet, saveItems } from '../src/parts/datasets/sync/store.ts'
import { aConnection } from '../tests/support/cast.ts'

/** Where one figure is read, and the bytes of its answer. */
export interface PlantedFigure {
  /** Open to anyone, the deployment's owner's. */
  publicPath: string
  /** The account's own, by key. */
  ownPath: string
  body: string
}

const activities = 1000
const daySeconds = 86_400

/** An athlete who is the deployment's owner, with three years of activities and their figures as a sync leaves them. */
export async function plantAthlete(world: World, app: App, owner: Caller): Promise<PlantedFigure> {
  const { accountId } = owner
  const { id } = await aConnection(world, owner, {
    provider: 'sandbox',
    userId: 'athlete',
    expiresInSeconds: null,
  })
  const account = as(world, { role: 'app', accountId })
  const of = { connectionId: id, accountId, name: 'activities' }
  await transaction(account, async (world) => {
    await insertDataSet(world, accountId, id, of.name)
    await world.sql`
      update data_set set due_at = 'infinity', fetched_at = ${world.now()}, synced_at = ${world.now()}, completed_at = ${world.now()} where connection_id = ${id}`
    await saveItems(
      world,
      of,
      Array.from({ length: activities }, (_, index) => activity(world, index)),
      1,
      world.now(),
    )
    await makeFigures(world, of, {})
  })
  await setDeploymentOwner(account, id)
  const publicPath = '/strava/stats/monthly'
  const answered = await app.fetch(
    new Request(new URL(publicPath, world.settings(accountSettings).keyholdUrl)),
  )
  if (answered.status !== 200) throw new Error(`${publicPath} answered ${answered.status}`)
  return { publicPath, ownPath: `/api/connections/${id}/stats/monthly`, body: await answered.text() }
}

function activity(world: World, index: number) {
  const startsAt = new Date(world.now().getTime() - index * 1.1 * daySeconds * 1000).toISOString()
  const kind = ['Run', 'Ride', 'Swim', 'Hike'][index % 4]
  return itemOf({
    id: index + 1,
    name: `Number ${index}`,
    type: kind,
    sport_type: kind,
    distance: 5000 + index,
    moving_time: 1800,
    elapsed_time: 1900,
    total_elevation_gain: 50,
    start_date: startsAt,
    start_date_local: startsAt,
    timezone: '(GMT+00:00) Etc/UTC',
    private: false,
  })
}
