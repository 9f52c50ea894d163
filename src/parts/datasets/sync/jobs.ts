import { secondsAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as, type World } from '../../../kit/world.ts'
import { dataSets, findDataSet } from '../catalogue.ts'
import {
  claimDataSet,
  dueDataSets,
  insertDataSet,
  makeDueAgain,
  putOff,
  reconnectedSince,
  undiscovered,
} from './store.ts'
import { type Slice, syncSlice } from './sync.ts'

/** Longer than a slice can last: calls with their time-outs, and a token that is waited for. */
const leaseSeconds = 180
const syncsAtOnce = 2
const retryAfterErrorSeconds = 900
/** How long after a reconnect a failed sync is made due: longer than a process is away. */
const reconnectSeconds = 600

/** A connection that is new gets its rows; its first sync is then due. */
const discover = job({
  name: 'datasets.discover',
  everySeconds: 1,
  async run(world) {
    let made = 0
    for (const { providers, name } of dataSets) {
      for (const provider of providers) {
        const found = await undiscovered(as(world, { role: 'jobs' }), provider, name, 100)
        for (const { accountId, connectionId } of found)
          await insertDataSet(as(world, { role: 'app', accountId }), accountId, connectionId, name)
        made += found.length
      }
    }
    return made
  },
})

/** What a connection's owner has just mended is not left waiting for the next try. */
const afterReconnect = job({
  name: 'datasets.after_reconnect',
  everySeconds: 5,
  async run(world) {
    const since = secondsAfter(world.now(), -reconnectSeconds)
    const found = await reconnectedSince(as(world, { role: 'jobs' }), since, 100)
    const due = await Promise.all(
      found.map(({ accountId, connectionId, name }) =>
        makeDueAgain(as(world, { role: 'app', accountId }), connectionId, name),
      ),
    )
    return due.filter(Boolean).length
  },
})

const sync = job({
  name: 'datasets.sync',
  everySeconds: 1,
  async run(world) {
    const due = await dueDataSets(as(world, { role: 'jobs' }), world.now(), syncsAtOnce)
    const slices = await Promise.all(due.map((row) => syncOne(world, row)))
    return slices.filter((slice) => slice !== null).length
  },
})

/** One slice of a data set's sync. Null: another process is at it, or it is gone. */
export async function syncOne(
  world: World,
  { accountId, connectionId, name }: { accountId: string; connectionId: string; name: string },
): Promise<Slice | null> {
  const account = as(world, { role: 'app', accountId })
  const row = await claimDataSet(account, connectionId, name, leaseSeconds)
  const dataSet = row && findDataSet(row.provider, name)
  if (!row || !dataSet) return null
  try {
    return await syncSlice(account, row, dataSet)
  } catch (error) {
    // The others go on, and this one does not come first again each time.
    world.log.warn('a sync could not go on', { connectionId, error })
    await putOff(account, row, secondsAfter(world.now(), retryAfterErrorSeconds), 'FAILED')
    return 'failed'
  }
}

export const syncJobs = [discover, afterReconnect, sync]
