import { job } from '../../../kit/job.ts'
import { minutesAfter } from '../../../kit/duration.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { callProvider, type ProviderAnswer } from '../../connections/index.ts'
import { dataSetsOf } from '../catalogue.ts'
import type { DataSet, Item, Question } from '../data-set.ts'
import { makeFigures } from '../figures/make.ts'
import { forgetFigures } from '../figures/read.ts'
import { lockDataSet, removeItem, saveItems } from '../sync/store.ts'
import { closeHint, connectionsOf, type Hint, openHints, pruneHints } from './store.ts'

const hintsAtOnce = 20
const callSeconds = 5
const actor = { kind: 'job', id: 'datasets.events' } as const
const keptMinutes = 7 * 24 * 60

/** Looks into what providers say happened: the provider itself is asked, and its answer alone counts. */
const handleHints = job({
  name: 'datasets.events',
  everySeconds: 1,
  async run(world) {
    const jobs = as(world, { role: 'jobs' })
    const open = await openHints(jobs, hintsAtOnce)
    // One that cannot be asked now keeps its other hints for later, and nobody else's waiting.
    const stopped = new Set<string>()
    let handled = 0
    for (const { provider, id, hint } of open) {
      if (stopped.has(provider)) continue
      const concerned = await connectionsOf(jobs, provider, hint.owner_id)
      const answers = await Promise.all(
        concerned.map((connection) => look(world, provider, connection, hint)),
      )
      if (answers.every(Boolean)) {
        await closeHint(jobs, provider, id)
        handled += 1
      } else stopped.add(provider)
    }
    return handled
  },
})

const prune = job({
  name: 'datasets.events_pruned',
  everySeconds: 3600,
  run: (world) => pruneHints(as(world, { role: 'jobs' }), minutesAfter(world.now(), -keptMinutes)),
})

interface Concerned {
  id: string
  accountId: string
}

/** @returns false when it has to be tried again later */
async function look(world: World, provider: string, connection: Concerned, hint: Hint): Promise<boolean> {
  const account = as(world, { role: 'app', accountId: connection.accountId })
  const ask = (question: Question): Promise<ProviderAnswer> =>
    callProvider(account, {
      accountId: connection.accountId,
      connectionId: connection.id,
      provider,
      ...question,
      urgency: 'background',
      job: 'datasets.events',
      deadlineSeconds: callSeconds,
    })
  // Said to have been withdrawn: a call that is refused refreshes, and that refusal is the proof.
  if (hint.object_type === 'athlete') return (await ask({ path: '/athlete' })).kind !== 'wait'
  const dataSet = dataSetsOf(provider).find(({ askOne, readOne }) => askOne && readOne)
  if (!dataSet) return true
  const answer = await ask(dataSet.askOne!(hint.object_id))
  if (answer.kind === 'wait') return false
  if (answer.kind === 'answered') await apply(account, connection, dataSet, hint.object_id, answer)
  return true
}

async function apply(
  world: World,
  { id: connectionId, accountId }: Concerned,
  dataSet: DataSet,
  itemId: string,
  { status, text, at }: { status: number; text: string; at: Date },
): Promise<void> {
  const item = status === 200 ? readItem(dataSet, text) : null
  if (item === null && status !== 404) return
  const of = { connectionId, accountId, name: dataSet.name }
  await transaction(world, async (world) => {
    const locked = await lockDataSet(world, connectionId, dataSet.name)
    if (!locked) return
    if (item) await saveItems(world, of, [item], locked.listingNo, at)
    else await removeItem(world, of, itemId)
    await makeFigures(world, of, null)
    await record(world, {
      action: 'data.changed',
      accountId,
      object: { kind: 'connection', id: connectionId },
      actor,
      detail: { name: dataSet.name, removed: item === null },
    })
  })
  forgetFigures(world, connectionId)
}

/** What cannot be read is left to the next complete listing: a hint is not worth more. */
function readItem(dataSet: DataSet, text: string): Item | null {
  try {
    return dataSet.readOne!(text)
  } catch {
    return null
  }
}

export const eventJobs = [handleHints, prune]
