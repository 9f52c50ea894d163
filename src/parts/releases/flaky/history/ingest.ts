import { daysAfter } from '../../../../kit/duration.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import { transaction, type World } from '../../../../kit/world.ts'
import { defaultRepository, type Envelope } from '../../envelope/envelope.ts'
import { hashOf, ingestOnce } from '../../envelope/once.ts'
import { findRepository, type Repository, repositoryFor } from '../../repositories/store.ts'
import { releaseSettings } from '../../settings.ts'
import type { ReportWarning } from '../readers/report.ts'
import { entriesOf, testCount, testIdAt, toldTest, type Upload } from '../upload/packed.ts'
import type { Parsed } from '../upload/parse.ts'
import { warningsOfNames } from './named.ts'
import {
  type Ground,
  insertRun,
  insertTests,
  knownTests,
  type NewTest,
  planAnew,
  type StoredFailure,
  takeNumbers,
} from './store.ts'
import { type Entry, packed } from './vectors.ts'

/** What is kept as the answer to an upload, for whoever sends it again. */
export interface Taken {
  runId: string
  repository: string
  format: string
  /** Cases, as source 004 counts. */
  count: number
  attempts: number
  passed: number
  failed: number
  skipped: number
  retried: number
  isComplete: boolean
  warnings: readonly ReportWarning[]
  newTests: number
  knownTests: number
}

export interface Ingested {
  taken: Taken
  repository: Repository
  isReplay: boolean
}

/**
 * Keeps what an upload says, once (F4). Nothing is concluded of it here: that is left to one judge of the repository at
 * a time, so that uploads of many machines hold nothing that another waits for, but for tests that are new to both.
 */
export async function ingest(
  world: World,
  accountId: string,
  { upload, envelope }: Parsed,
): Promise<Ingested> {
  const name = envelope.repository ?? defaultRepository
  const known = await findRepository(world, accountId, name)
  const repository = known ?? (await repositoryFor(world, accountId, name))
  const ground = { accountId, repositoryId: repository.id }
  const roll = await rollOf(world, ground, upload)
  const hash = hashOf(envelope, upload.contentHash)
  const { answer, isReplay } = await transaction(world, (world) =>
    ingestOnce<Taken>(world, { accountId, kind: 'tests', hash }, async () => ({
      answer: await keep(world, ground, { upload, envelope, name, isNewRepository: !known, roll }),
      repositoryId: repository.id,
    })),
  )
  return { taken: answer, repository, isReplay }
}

/** The tests of an upload by their place in it. */
interface Roll {
  ids: readonly string[]
  /** 0: not known yet. */
  numbers: Int32Array
  isMerged: Uint8Array
  /** Places of those that were not known, in order of their ids, and their numbers. */
  strangers: readonly number[]
  firstNumber: number
}

async function rollOf(world: World, ground: Ground, upload: Upload): Promise<Roll> {
  const ids = idsOf(upload)
  const roll = { ids, numbers: new Int32Array(ids.length), isMerged: new Uint8Array(ids.length) }
  await transaction(world, (world) => lookUp(world, ground, roll))
  const strangers = [...ids.keys()].filter((place) => roll.numbers[place] === 0)
  strangers.sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1))
  const firstNumber = strangers.length === 0 ? 0 : await takeNumbers(world, ground, strangers.length)
  return { ...roll, strangers, firstNumber }
}

// As much as the event loop is kept from other requests for.
const atOnce = 2000

async function lookUp(
  world: World,
  ground: Ground,
  { ids, numbers, isMerged }: Pick<Roll, 'ids' | 'numbers' | 'isMerged'>,
  places: readonly number[] = [...ids.keys()],
): Promise<void> {
  await planAnew(world)
  const placeOf = new Map(places.map((place) => [ids[place]!, place]))
  for (let from = 0; from < places.length; from += atOnce) {
    const asked = places.slice(from, from + atOnce).map((place) => ids[place]!)
    for (const known of await knownTests(world, ground, asked)) {
      const place = placeOf.get(known.id)!
      numbers[place] = known.number
      isMerged[place] = known.isMerged ? 1 : 0
    }
  }
}

const idsOf = (upload: Upload): string[] =>
  Array.from({ length: testCount(upload) }, (_, test) => testIdAt(upload, test))

interface Kept {
  upload: Upload
  envelope: Envelope
  /** The repository's. */
  name: string
  isNewRepository: boolean
  roll: Roll
}

/** In the transaction that claims the upload. */
async function keep(
  world: World,
  ground: Ground,
  { upload, envelope, name, isNewRepository, roll }: Kept,
): Promise<Taken> {
  const id = uuidv7(world)
  const at = momentOf(world, envelope)
  await introduce(world, { ...ground, runId: id, at }, upload, roll)
  await world.point('tests.introduced')
  const { totals, format, isComplete, count } = upload
  const warnings = [...upload.warnings, ...warningsOfNames(envelope, isNewRepository)]
  const run = { ...envelope, ...ground, ...totals, id, at, format, isComplete, warnings }
  await insertRun(world, {
    ...run,
    commit: envelope.commit ?? '',
    receivedAt: world.now(),
    cases: count,
    ...packed(entriesFor(upload, roll)),
    failures: failuresOf(upload, roll),
  })
  return {
    runId: id,
    repository: name,
    format,
    count,
    attempts: totals.attempts,
    passed: totals.passed,
    failed: totals.failed,
    skipped: totals.skipped,
    retried: totals.retried,
    isComplete,
    warnings,
    newTests: roll.strangers.length,
    knownTests: roll.ids.length - roll.strangers.length,
  }
}

/** The sender's moment, so that runs which come late stand in their place; one in the future, or too old to be kept, is not believed. */
function momentOf(world: World, { sentAt }: Envelope): Date {
  const now = world.now()
  const { keepDays } = world.settings(releaseSettings)
  return sentAt === null || sentAt > now || sentAt < daysAfter(now, -keepDays) ? now : sentAt
}

async function introduce(
  world: World,
  run: Ground & { runId: string; at: Date },
  upload: Upload,
  roll: Roll,
): Promise<void> {
  await planAnew(world)
  for (let from = 0; from < roll.strangers.length; from += atOnce) {
    const places = roll.strangers.slice(from, from + atOnce)
    const tests = places.map((place, index): NewTest => {
      const number = roll.firstNumber + from + index
      roll.numbers[place] = number
      return { ...toldTest(upload, place), id: roll.ids[place]!, number }
    })
    const added = await insertTests(world, run, tests)
    // Another upload was quicker with some of them: then their numbers are its own.
    if (added < tests.length) await lookUp(world, run, roll, places)
  }
}

/** In terms of numbers. What a test did under its former name is left out where the present one is there, too. */
function entriesFor(upload: Upload, { numbers, isMerged }: Roll): Entry[] {
  const own = new Set<number>()
  for (const [place, number] of numbers.entries()) if (isMerged[place] === 0) own.add(number)
  const entries: Entry[] = []
  for (const { test, ...entry } of entriesOf(upload)) {
    const number = numbers[test]!
    if (isMerged[test] === 0 || !own.has(number)) entries.push({ ...entry, number })
  }
  return entries
}

const failuresOf = ({ failures }: Upload, { numbers }: Roll): StoredFailure[] =>
  failures.map(({ test, attempts }) => ({ number: numbers[test]!, attempts }))
