import { millisecondsAfter, secondsAfter, secondsBetween } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import type { Sink } from '../../../kit/sink.ts'
import { as, resident, type World } from '../../../kit/world.ts'
import { auditSettings } from '../settings.ts'
import { bookFailed, bookTaken } from './book.ts'
import { handOver, type Handing } from './hand-over.ts'
import { lineOf } from './line.ts'
import * as store from './store.ts'

/** Lines in one write: a megabyte at the very most, which is all that waits in memory. */
const mostLines = 256
/** A place that has nothing to take is looked at so often, so that its loss is told well within a minute. */
const lookSeconds = 20
// Longer than one write with what is read before it and written after; short enough that another process goes on soon.
const claimSeconds = 20
/** What has not been taken by then is for the next time: the driver asks each second. */
const longestRunMilliseconds = 2_000
const longestPauseSeconds = 30
const lowestId = '00000000-0000-0000-0000-000000000000'

interface Carrier extends Handing {
  isAtWork: boolean
  failures: number
  notBefore: Date | null
}
const carriers = resident((): Carrier => ({
  isAtWork: false,
  failures: 0,
  notBefore: null,
  unanswered: false,
}))

/**
 * Carries the bound log to the second sink, in the background: one that hangs holds up nobody. The log is the queue and
 * its cursor moves once the lines are where they belong, so nothing is left out; a process that dies in between leaves
 * lines that are sent again under the same number.
 */
export async function carry(world: World): Promise<number> {
  const carrier = carriers(world)
  if (!world.sink || carrier.isAtWork || carrier.unanswered || isPausing(world, carrier)) return 0
  carrier.isAtWork = true
  world.background(
    carryOn(world, world.sink, carrier).finally(() => {
      carrier.isAtWork = false
    }),
  )
  return 1
}

const isPausing = ({ now }: World, { notBefore }: Carrier): boolean => notBefore !== null && now() < notBefore

async function carryOn(world: World, sink: Sink, carrier: Carrier): Promise<void> {
  const jobs = as(world, { role: 'jobs' })
  if (!(await isWorthALook(jobs))) return
  const claim = await store.claimSink(jobs, secondsAfter(world.now(), claimSeconds))
  if (!claim) return
  const endsAt = millisecondsAfter(world.now(), longestRunMilliseconds)
  try {
    let place: store.Claim | null = claim
    while (place && world.now() <= endsAt) place = await carryOnce(jobs, sink, carrier, place)
  } finally {
    await store.releaseSink(jobs, claim)
  }
}

async function isWorthALook(jobs: World): Promise<boolean> {
  const row = await store.sinkRow(jobs)
  if (!row) await store.beginSink(jobs)
  if (!row?.takenAt || row.failingSince || row.seq !== row.bound) return true
  return secondsBetween(row.takenAt, jobs.now()) >= lookSeconds
}

/** @returns the next place; null: all is taken, it failed, or another has taken over */
async function carryOnce(
  jobs: World,
  sink: Sink,
  carrier: Carrier,
  claim: store.Claim,
): Promise<store.Claim | null> {
  const target = jobs.settings(auditSettings).sink!
  const dropped = await store.droppedUpTo(jobs, claim)
  const from = dropped ? { ...claim, ...dropped, id: lowestId } : claim
  const entries = await store.boundAfter(jobs, from, mostLines)
  const lines = entries.map((entry) => lineOf(target, entry))
  const outcome = await handOver(jobs, sink, lines, carrier)
  if (outcome.kind === 'failed') {
    carrier.failures += 1
    carrier.notBefore = secondsAfter(jobs.now(), Math.min(longestPauseSeconds, 2 ** carrier.failures))
    await bookFailed(jobs, claim, outcome.reason)
    return null
  }
  carrier.failures = 0
  await jobs.point('sink.written')
  const last = entries.at(-1)
  const reached = last ? { ...claim, ...last, seq: String(last.seq) } : from
  const skipped = dropped ? BigInt(dropped.seq) - BigInt(claim.seq) : 0n
  const isOurs = await bookTaken(jobs, reached, { change: outcome.change, skipped })
  return isOurs && entries.length === mostLines ? reached : null
}

export const sinkJob = job({ name: 'audit.sink', everySeconds: 1, run: carry })
