import { daysAfter, millisecondsBetween } from '../../../../kit/duration.ts'
import { as, transaction, type World } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import { isSlowerThanUsual, tellOfRun } from '../alerts/tell.ts'
import { holdJourney } from '../catalogue/store.ts'
import type { Journey } from '../document/journey.ts'
import { Misread } from '../document/problem.ts'
import { harOf } from '../calls/har.ts'
import { CouldNotRun, type Mistake, mistakeOf, type RunResult, type StageResult } from '../run/result.ts'
import { cleanUpBehind, runJourney } from '../run/run.ts'
import { hold } from '../holding/hold.ts'
import { claimOf } from '../holding/holder.ts'
import { type Planned, planFor } from './plan-for.ts'
import { simulated } from './simulated.ts'
import {
  claimQueued,
  type DueRun,
  endRun,
  type HeldRun,
  insertSteps,
  insertTrace,
  markDegraded,
  type StepRow,
  takeOver,
} from './store.ts'
import { isHome, rememberedBy, surroundingsOf } from './surroundings.ts'

/** For so long the calls of a run are kept; what came of it, for longer. */
const tracesKeptDays = 14

/** Somebody waits for the answer: it is here within a minute. */
export interface Hurry {
  timeoutSeconds: number
  cleanupSeconds: number
}

/** Runs what is queued, if no other process has begun it. @returns whether it did */
export async function execute(world: World, due: DueRun, hurry: Hurry | null = null): Promise<boolean> {
  const account = as(world, { role: 'app', accountId: due.accountId })
  const run = await claimQueued(account, due, claimOf(world))
  if (!run) return false
  const holding = hold(account, run)
  try {
    await world.point('journey.claimed')
    const { result, planned } = await outcomeOf(account, run, hurry, holding)
    await world.point('journey.ran')
    await book(account, run, result, planned?.journey ?? null)
  } finally {
    await holding.end()
  }
  return true
}

async function outcomeOf(
  world: World,
  run: HeldRun,
  hurry: Hurry | null,
  holding: ReturnType<typeof hold>,
): Promise<{ result: RunResult; planned: Planned | null }> {
  const startedAt = world.now()
  let planned: Planned | null = null
  const impossible = (code: string, message: string) => ({
    planned,
    result: {
      outcome: 'could_not_run' as const,
      startedAt,
      milliseconds: 0,
      isDegraded: false,
      attempts: [],
      error: { code, message, step: null },
    },
  })
  try {
    planned = await planFor(world, run)
    if (run.mode === 'simulated') return { planned, result: simulated(world, planned.plan) }
    if (planned.isOwn && !(await isHome(world, run.accountId)))
      return impossible('JOURNEY_OF_HOME', 'this account may not call this deployment itself')
    const plan = hurry ? hurried(planned, hurry) : planned.plan
    return { planned, result: await runJourney(await surroundingsOf(world, run, holding), plan) }
  } catch (error) {
    if (error instanceof Misread) return impossible('JOURNEY_INVALID', error.message)
    if (error instanceof CouldNotRun) return impossible(error.code, error.message)
    world.log.error('a journey could not be run', { runId: run.id, error })
    return impossible('RUNNER_FAILED', 'the journey could not be run; the log says why')
  }
}

const hurried = ({ plan }: Planned, { timeoutSeconds, cleanupSeconds }: Hurry) => ({
  ...plan,
  timeoutSeconds: Math.min(plan.timeoutSeconds, timeoutSeconds),
  cleanupSeconds: Math.min(plan.cleanupSeconds, cleanupSeconds),
  // A further attempt would find no time.
  retry: null,
})

/** What came of it, with the word to those who are to hear; all of it, or nothing where the run is another's by now. */
async function book(account: World, run: HeldRun, result: RunResult, journey: Journey | null): Promise<void> {
  const { accountId, journeyId, id: runId } = run
  const last = result.attempts.at(-1)
  const mistake = mistakeOf(result)
  await transaction(account, async (world) => {
    await holdTold(world, run)
    const isOurs = await endRun(world, run, {
      outcome: result.outcome,
      isDegraded: result.isDegraded,
      milliseconds: result.milliseconds,
      attempts: result.attempts.length,
      error: mistake,
      notRun: last?.notRun ?? [],
      leftovers: result.attempts.flatMap(({ leftovers }) => leftovers),
    })
    if (!isOurs) return world.log.warn('a journey’s run is another’s by now', { runId })
    const steps = stepsOf(result)
    if (steps.length > 0) await insertSteps(world, run, steps)
    if (run.mode === 'real' && result.attempts.length > 0)
      await insertTrace(world, run, harOf(run.name, result.attempts), daysAfter(world.now(), tracesKeptDays))
    if (journeyId === null || run.cause !== 'schedule') return
    const isSlow =
      result.outcome.startsWith('passed') && (await isSlowerThanUsual(world, { accountId, journeyId }))
    if (isSlow && !result.isDegraded) await markDegraded(world, run)
    const isDegraded = result.isDegraded || isSlow
    const ran = { runId, outcome: result.outcome, isDegraded, mistake }
    await tellOfRun(world, { accountId, journeyId }, journey, ran)
  })
}

/** The journey that is told of, before its run: whoever asks for another run holds the two in this order. */
async function holdTold(world: World, { accountId, journeyId, cause }: HeldRun): Promise<void> {
  if (journeyId !== null && cause === 'schedule') await holdJourney(world, accountId, journeyId)
}

const stepsOf = ({ attempts }: RunResult): StepRow[] =>
  attempts.flatMap(({ attempt, stages, cleanup }) =>
    [...stages, ...cleanup].map((stage, position) => stepRow(attempt, position, stage)),
  )

/** Of an answer, beside the mistake; its whole is in the archive. */
const longestBeginning = 500

const stepRow = (attempt: number, position: number, stage: StageResult): StepRow => {
  const { name, phase, status, startedAt, milliseconds, isDegraded, reason, error, statuses, shown } = stage
  const answer = error && stage.traces.at(-1)?.answer?.body
  return {
    attempt,
    position,
    name,
    phase,
    status,
    startedAt,
    milliseconds,
    isDegraded,
    detail: {
      reason,
      error,
      statuses: statuses.slice(-20),
      shown,
      ...(answer && { answer: answer.slice(0, longestBeginning).toWellFormed() }),
    },
  }
}

const processEnded: Mistake = {
  code: 'PROCESS_ENDED',
  message: 'the process that ran it ended; another cleaned up',
  step: null,
}

/**
 * Cleans up behind a run whose process ended in the middle of it, and ends it. The people it made up go by the sweep, too,
 * should this process end as well.
 * @returns whether it did
 */
export async function cleanUpAfter(world: World, due: DueRun): Promise<boolean> {
  const account = as(world, { role: 'app', accountId: due.accountId })
  const run = await takeOver(account, due, claimOf(world))
  if (!run) return false
  const holding = hold(account, run)
  try {
    const { cleanup, leftovers, journey } = await behind(account, run, holding)
    await transaction(account, async (world) => {
      await holdTold(world, run)
      const isOurs = await endRun(world, run, {
        error: processEnded,
        outcome: 'could_not_run',
        isDegraded: false,
        milliseconds: Math.round(millisecondsBetween(run.startedAt, world.now())),
        attempts: 1,
        notRun: run.notRun,
        leftovers,
      })
      if (!isOurs) return
      await insertSteps(
        world,
        run,
        cleanup.map((stage, position) => stepRow(1, position, stage)),
      )
      await record(world, {
        action: 'journey.cleaned_up',
        accountId: run.accountId,
        object: { kind: 'journey_run', id: run.id },
        actor: { kind: 'job', id: 'releases.journeys' },
        detail: { journey: run.name, leftovers: leftovers.length },
      })
      const { accountId, journeyId, id: runId } = run
      if (journeyId === null || run.cause !== 'schedule') return
      await tellOfRun(world, { accountId, journeyId }, journey, {
        runId,
        outcome: 'could_not_run',
        isDegraded: false,
        mistake: processEnded,
      })
    })
  } finally {
    await holding.end()
  }
  return true
}

/** Of one run: what ends whoever cleans up ends the next one, too. */
const mostTakeOvers = 5

interface Behind {
  cleanup: StageResult[]
  leftovers: string[]
  journey: Journey | null
}

async function behind(world: World, run: HeldRun, holding: ReturnType<typeof hold>): Promise<Behind> {
  let journey: Journey | null = null
  const notDone = (why: string): Behind => ({
    cleanup: [],
    leftovers: [`cleaning up could not be done: ${why}`],
    journey,
  })
  try {
    const planned = await planFor(world, run)
    journey = planned.journey
    if (run.claimNo > 1 + mostTakeOvers) return notDone(`it was begun ${mostTakeOvers} times and never ended`)
    const remembered = await rememberedBy(world, run)
    const surroundings = await surroundingsOf(world, run, holding)
    return { ...(await cleanUpBehind(surroundings, planned.plan, remembered, run.notRun)), journey }
  } catch (error) {
    if (error instanceof Misread || error instanceof CouldNotRun) return notDone(error.message)
    // A database that was away for a moment: whoever takes over next does it.
    if (run.claimNo < 1 + mostTakeOvers) throw error
    world.log.error('what a journey left could not be cleaned up', { runId: run.id, error })
    return notDone('the log says why')
  }
}
