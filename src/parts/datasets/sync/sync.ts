import { secondsAfter, secondsBetween } from '../../../kit/duration.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { callProvider, type ProviderAnswer } from '../../connections/index.ts'
import type { DataSet, Item, Position, Question, Scope } from '../data-set.ts'
import { makeFigures } from '../figures/make.ts'
import { forgetFigures } from '../figures/read.ts'
import {
  type Cause,
  countInSync,
  type DataSetRow,
  endSync,
  finish,
  holdsClaim,
  type Listing,
  openSync,
  pauseSync,
  pruneSyncs,
  putOff,
  removeUnseen,
  saveItems,
  saveListing,
  startOfNth,
} from './store.ts'

/** Calls of one slice; between two slices other syncs, and the tokens, have their turn. */
const mostCallsInSlice = 8
/** Items an incremental listing goes back over: with what is new they fit one page of most providers. */
const mostLookedBackAt = 90
const retryAfterFailureSeconds = 900
/** A connection that needs its owner is looked at again now and then, in case it works again. */
const retryUnusableSeconds = 3600
/** The provider's limit, and a token that is refreshed in a moment, make nothing stale. */
const noFailures: ReadonlySet<string> = new Set(['rate_limited', 'REFRESH_HELD'])
const actor = { kind: 'job', id: 'datasets.sync' } as const

/** What became of a slice. `more`: due again at once. */
export type Slice = 'done' | 'more' | 'waiting' | 'failed' | 'lost'

/**
 * Goes on with the sync of one data set, or begins one, for a few calls. Each page is saved together with the place where
 * the listing then stands, so that a process may be killed anywhere: the next one goes on without a hole or a double.
 */
export async function syncSlice(world: World, row: DataSetRow, dataSet: DataSet): Promise<Slice> {
  const listing = row.listing ?? (await begin(world, row, dataSet))
  if (listing === null) return 'lost'
  const running = { ...row, listingNo: row.listing ? row.listingNo : row.listingNo + 1, listing }
  for (let calls = 0; calls < mostCallsInSlice; calls++) {
    const next = nextQuestion(dataSet, running)
    if (next === null) {
      const slice = await end(world, running, dataSet)
      forgetFigures(world, row.connectionId)
      return slice
    }
    const answer = await callProvider(world, {
      accountId: row.accountId,
      connectionId: row.connectionId,
      provider: row.provider,
      ...next.question,
      urgency: listing.cause === 'person' ? 'interactive' : 'background',
      job: 'datasets.sync',
    })
    await world.point('sync.answered')
    const slice = await take(world, running, dataSet, next, answer)
    if (slice === 'more') continue
    // Its age is told with each figure.
    forgetFigures(world, row.connectionId)
    return slice
  }
  await putOff(world, row, world.now(), null)
  return 'more'
}

type Running = DataSetRow & { listing: Listing }
type Next = { question: Question; document: string | null }

async function begin(world: World, row: DataSetRow, dataSet: DataSet): Promise<Listing | null> {
  const cause = causeOf(world, row, dataSet)
  const scope = await scopeOf(world, row, dataSet, cause)
  const listing: Listing = {
    syncId: uuidv7(world),
    cause,
    scope: scope.kind,
    position: dataSet.begin(scope),
    documents: dataSet.documents.map(({ figure }) => figure),
    fetched: {},
    at: null,
  }
  return transaction(world, async (world) => {
    if (!(await holdsClaim(world, row))) return null
    await saveListing(world, row, listing, row.listingNo + 1)
    await openSync(world, row, listing.syncId, cause)
    await pruneSyncs(world, row.connectionId)
    return listing
  })
}

function causeOf(world: World, { syncedAt, completedAt, wanted }: DataSetRow, dataSet: DataSet): Cause {
  if (syncedAt === null) return 'first'
  const isDue =
    completedAt === null || secondsBetween(completedAt, world.now()) >= dataSet.completeEverySeconds
  return isDue ? 'complete' : (wanted ?? 'schedule')
}

async function scopeOf(world: World, row: DataSetRow, dataSet: DataSet, cause: Cause): Promise<Scope> {
  const newest = await startOfNth(world, row, 0)
  if (cause === 'first' || cause === 'complete' || newest === null || row.syncedAt === null)
    return { kind: 'complete' }
  const from = new Date(Math.min(newest.getTime(), row.syncedAt.getTime()))
  const back = secondsAfter(from, -dataSet.overlapSeconds)
  // Where so much happens that looking back would fill pages, it looks less far.
  const busy = await startOfNth(world, row, mostLookedBackAt)
  return { kind: 'since', after: busy && busy > back && busy < from ? busy : back }
}

function nextQuestion(dataSet: DataSet, { listing, providerSubject }: Running): Next | null {
  if (listing.position !== null) return { question: dataSet.ask(listing.position), document: null }
  const document = dataSet.documents.find(({ figure }) => figure === listing.documents[0])
  if (!document || providerSubject === null) return null
  return { question: document.ask(providerSubject), document: document.figure }
}

async function take(
  world: World,
  running: Running,
  dataSet: DataSet,
  { document }: Next,
  answer: ProviderAnswer,
): Promise<Slice> {
  if (answer.kind === 'wait') return wait(world, running, answer.retryAfterSeconds, answer.why)
  if (answer.kind === 'unusable') return fail(world, running, answer.code, retryUnusableSeconds)
  running.listing.at ??= answer.at.toISOString()
  if (document !== null) return takeDocument(world, running, dataSet, document, answer)
  if (answer.status !== 200)
    return fail(world, running, `ANSWERED_${answer.status}`, retryAfterFailureSeconds)
  const page = readPage(dataSet, answer.text, running.listing.position!)
  if (page === null) return fail(world, running, 'UNREADABLE', retryAfterFailureSeconds)
  return save(world, running, answer.at, page)
}

function readPage(dataSet: DataSet, text: string, position: Position) {
  try {
    return dataSet.read(text, position)
  } catch {
    return null // told as UNREADABLE: the page may hold what is in no log's place
  }
}

/** A figure that is missing is no reason to lose the items: it is left out until the next sync. */
function takeDocument(
  world: World,
  running: Running,
  dataSet: DataSet,
  figure: string,
  answer: { status: number; text: string; at: Date },
): Promise<Slice> {
  const { schema } = dataSet.documents.find((document) => document.figure === figure)!
  const read = answer.status === 200 ? schema.safeParse(parsed(answer.text)) : null
  const listing = running.listing
  listing.documents = listing.documents.filter((name) => name !== figure)
  if (read?.success) listing.fetched[figure] = read.data
  return save(world, running, answer.at, { items: [], next: null })
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema refuses it
  }
}

async function save(
  world: World,
  running: Running,
  at: Date,
  { items, next }: { items: Item[]; next: Position | null },
): Promise<Slice> {
  const { listing, listingNo, connectionId } = running
  const isSaved = await transaction(world, async (world) => {
    if (!(await holdsClaim(world, running))) return false
    listing.position = next
    const saved = items.length > 0 ? await saveItems(world, running, items, listingNo, at) : null
    await saveListing(world, running, listing, listingNo)
    await countInSync(world, connectionId, listing.syncId, {
      calls: 1,
      seen: saved?.seen ?? 0,
      added: saved?.added ?? 0,
      changed: saved?.changed ?? 0,
      removed: 0,
    })
    return true
  })
  await world.point('sync.saved')
  return isSaved ? 'more' : 'lost'
}

async function end(world: World, running: Running, dataSet: DataSet): Promise<Slice> {
  const { listing, listingNo, connectionId, accountId, name } = running
  const isComplete = listing.scope === 'complete'
  return transaction(world, async (world) => {
    if (!(await holdsClaim(world, running))) return 'lost'
    const removed = isComplete ? await removeUnseen(world, running, listingNo) : 0
    const syncedAt = world.now()
    await finish(world, running, {
      syncedAt,
      fetchedAt: listing.at === null ? syncedAt : new Date(listing.at),
      dueAt: secondsAfter(syncedAt, dataSet.everySeconds),
      isComplete,
    })
    await countInSync(world, connectionId, listing.syncId, {
      calls: 0,
      seen: 0,
      added: 0,
      changed: 0,
      removed,
    })
    await endSync(world, connectionId, listing.syncId, 'done', null)
    await makeFigures(world, { connectionId, accountId, name }, listing.fetched)
    await record(world, {
      action: 'data.synced',
      accountId,
      object: { kind: 'connection', id: connectionId },
      actor,
      detail: { name, cause: listing.cause, removed },
    })
    return 'done'
  })
}

/** The provider's limit or an outage: it goes on from here, and readers have what there is. */
async function wait(world: World, running: Running, seconds: number, why: string): Promise<Slice> {
  const resumesAt = secondsAfter(world.now(), Math.min(Math.max(1, seconds), 86_400))
  return transaction(world, async (world) => {
    if (!(await holdsClaim(world, running))) return 'lost'
    await pauseSync(world, running.connectionId, running.listing.syncId, why, resumesAt)
    await putOff(world, running, resumesAt, noFailures.has(why) ? null : why)
    return 'waiting'
  })
}

async function fail(world: World, running: Running, code: string, retrySeconds: number): Promise<Slice> {
  await transaction(world, async (world) => {
    if (!(await holdsClaim(world, running))) return
    await endSync(world, running.connectionId, running.listing.syncId, 'failed', code)
    await saveListing(world, running, null, running.listingNo)
    await putOff(world, running, secondsAfter(world.now(), retrySeconds), code)
    await record(world, {
      action: 'data.sync_failed',
      accountId: running.accountId,
      object: { kind: 'connection', id: running.connectionId },
      actor,
      outcome: 'failed',
      detail: { name: running.name, code },
    })
  })
  return 'failed'
}
