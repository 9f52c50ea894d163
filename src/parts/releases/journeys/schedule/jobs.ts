import { daysAfter } from '../../../../kit/duration.ts'
import { isFeatureOn } from '../../../../kit/flags.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import { job } from '../../../../kit/job.ts'
import { as, transaction, type World } from '../../../../kit/world.ts'
import { pruneSynthetic, sweepSynthetic } from '../../../accounts/index.ts'
import { releaseSettings } from '../../settings.ts'
import { tellOfMaintenance } from '../alerts/tell.ts'
import { Misread } from '../document/problem.ts'
import { readJourney } from '../document/read.ts'
import { pruneRuns, pruneTraces } from '../history/store.ts'
import { cleanUpAfter } from '../running/execute.ts'
import { beginSoon } from '../running/start.ts'
import { endForMaintenance, insertRun, isRunOver, lapsedRuns, queuedRuns } from '../running/store.ts'
import { inItsPlace } from '../holding/under-way.ts'
import { isMaintained } from './maintenance.ts'
import { takenAt, timingAt } from './slots.ts'
import { type DueJourney, dueJourneys, moveOn } from './store.ts'

const most = 20

/** Runs whose time has come, in the background: a target that hangs holds up no other job. */
const schedule = job({
  name: 'releases.journeys',
  everySeconds: 1,
  async run(world) {
    if (!(await isFeatureOn(world, 'SYNTHETIC_JOURNEY_ENABLED'))) return 0
    const jobs = as(world, { role: 'jobs' })
    for (const due of await dueJourneys(jobs, most)) await queueOne(world, due)
    let begun = 0
    for (const run of await queuedRuns(jobs, most)) if (beginSoon(world, run)) begun += 1
    return begun
  },
})

/** One of all processes queues it; what goes wrong with one journey keeps no other back. */
async function queueOne(world: World, due: DueJourney): Promise<boolean> {
  try {
    return await transaction(as(world, { role: 'app', accountId: due.accountId }), (world) =>
      queued(world, due),
    )
  } catch (error) {
    if (error instanceof SlotTaken) return false
    world.log.error('a journey could not be queued', { journeyId: due.id, error })
    return false
  }
}

/** The transaction ends, and the journey stays due. */
class SlotTaken extends Error {
  override readonly name = 'SlotTaken'
}

async function queued(world: World, due: DueJourney): Promise<boolean> {
  const { accountId, id: journeyId, name, document, everySeconds } = due
  const { slotAt, missed, next } = takenAt(due.slotAt, everySeconds, world.now())
  const { schedule, maintenance } = rulesOf(world, due)
  if (!(await moveOn(world, due, timingAt(world, schedule, next)))) return false
  const runId = uuidv7(world)
  const isQueued = await insertRun(world, {
    accountId,
    id: runId,
    journeyId,
    name,
    document,
    scenarios: null,
    cause: 'schedule',
    mode: 'real',
    repositoryId: null,
    commit: null,
    branch: null,
    prNumber: null,
    ciRunId: null,
    slot: { slotAt, everySeconds, missed },
  })
  // One that somebody called for began a moment ago: this time is run behind it.
  if (!isQueued) throw new SlotTaken()
  const isInMaintenance = isMaintained(maintenance, world.now())
  if (isInMaintenance) await endForMaintenance(world, accountId, runId)
  await tellOfMaintenance(world, { accountId, journeyId }, isInMaintenance)
  return true
}

/** Of a document that this version does not read any more the run will say so. */
function rulesOf(world: World, { document, everySeconds, id }: DueJourney) {
  const usual = { everySeconds, jitterSeconds: 0 }
  try {
    const { schedule, maintenance } = readJourney(document)
    return { schedule: schedule ?? usual, maintenance }
  } catch (error) {
    if (!(error instanceof Misread)) throw error
    world.log.warn('a journey’s document is not read any more', { journeyId: id })
    return { schedule: usual, maintenance: [] }
  }
}

/** Behind processes that ended in the middle of a run. Whether journeys run or not: what is there is cleaned up. */
const cleanUp = job({
  name: 'releases.journeys_cleaned',
  everySeconds: 1,
  async run(world) {
    const lapsed = await lapsedRuns(as(world, { role: 'jobs' }), most)
    let cleaned = 0
    for (const run of lapsed) {
      const cleaning = inItsPlace(world, run, 'cleaning', () => cleanUpAfter(world, run))
      if (!cleaning) continue
      world.background(cleaning)
      cleaned += 1
    }
    return cleaned
  },
})

const people = job({
  name: 'releases.journey_people',
  everySeconds: 2,
  run: (world) =>
    sweepSynthetic(world, (accountId, runId) =>
      isRunOver(as(world, { role: 'app', accountId }), accountId, runId),
    ),
})

/** As long as figures of a day may count who was made up. */
const peopleKeptDays = 7

const prune = job({
  name: 'releases.journeys_pruned',
  everySeconds: 600,
  async run(world) {
    const jobs = as(world, { role: 'jobs' })
    const before = daysAfter(world.now(), -world.settings(releaseSettings).keepDays)
    // In turn: a run takes its traces along.
    const traces = await pruneTraces(jobs, 500)
    const runs = await pruneRuns(jobs, before, 2_000)
    const synthetic = await pruneSynthetic(jobs, daysAfter(world.now(), -peopleKeptDays), 2_000)
    return traces + runs + synthetic
  },
})

export const journeyJobs = [cleanUp, people, schedule, prune]
