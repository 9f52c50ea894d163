import { uuidv7 } from '../../../../kit/id.ts'
import type { Asked, Caller } from '../../../../kit/route.ts'
import { as, transaction, type World } from '../../../../kit/world.ts'
import { secondsUntilRoom } from '../../../accounts/index.ts'
import { record } from '../../../audit/index.ts'
import { findJourney, holdJourney } from '../catalogue/store.ts'
import { builtInName } from '../document/journey.ts'
import { Misread } from '../document/problem.ts'
import { journeyFaults } from '../faults.ts'
import { usualScenarios } from '../scenarios/scenarios.ts'
import { execute } from './execute.ts'
import { type Planned, planFor, scenariosCalled } from './plan-for.ts'
import { type About, type DueRun, insertRun, isRunOver } from './store.ts'
import { isHome } from './surroundings.ts'
import { hasRoom, inItsPlace } from '../holding/under-way.ts'

export interface RunAsked {
  /** Name or id of one with a document; null: scenarios. */
  journey: string | null
  scenarios: readonly string[] | null
  mode: 'real' | 'simulated'
  about: About
  /** Somebody waits for it in this very process. */
  isAwaited: boolean
}

/**
 * Queues a run, and records who asked for it.
 * @throws JOURNEY_NOT_FOUND, UNKNOWN_SCENARIO, JOURNEY_INVALID, JOURNEY_OF_HOME, JOURNEY_LIMITED, JOURNEY_RUNNING, JOURNEYS_BUSY
 */
export async function askRun(world: World, caller: Caller, request: Asked, asked: RunAsked): Promise<DueRun> {
  const { accountId } = caller
  const found = asked.journey === null ? null : await findJourney(world, accountId, asked.journey)
  if (found === undefined) throw journeyFaults.JOURNEY_NOT_FOUND()
  const document = found?.document ?? null
  const scenarios = found ? null : scenariosCalled(asked.scenarios ?? usualScenarios)
  await refuseWhatCannot(world, accountId, asked, await plannedOf(world, { document, scenarios }))
  if (asked.isAwaited && !hasRoom(world, accountId))
    throw journeyFaults.JOURNEYS_BUSY({ retryAfterSeconds: 10 })
  const id = uuidv7(world)
  const name = found?.name ?? builtInName
  await transaction(world, async (world) => {
    if (found && !(await holdJourney(world, accountId, found.id))) throw journeyFaults.JOURNEY_NOT_FOUND()
    const isQueued = await insertRun(world, {
      ...asked.about,
      accountId,
      id,
      name,
      document,
      scenarios,
      mode: asked.mode,
      cause: 'call',
      slot: null,
      journeyId: found?.id ?? null,
    })
    if (!isQueued) throw journeyFaults.JOURNEY_RUNNING({ retryAfterSeconds: 10 })
    await record(world, {
      action: 'journey.run_asked',
      accountId,
      actor: caller.actor,
      requestId: request.id,
      object: { kind: 'journey_run', id },
      detail: { journey: name, mode: asked.mode },
    })
  })
  return { accountId, id }
}

async function plannedOf(world: World, about: Parameters<typeof planFor>[1]): Promise<Planned> {
  try {
    return await planFor(world, about)
  } catch (error) {
    // An older version of Keyhold took it.
    if (error instanceof Misread) throw journeyFaults.JOURNEY_INVALID({ problems: error.problems })
    throw error
  }
}

async function refuseWhatCannot(
  world: World,
  accountId: string,
  { mode }: RunAsked,
  { isOwn, people }: Planned,
): Promise<void> {
  if (mode === 'simulated') return
  if (isOwn && !(await isHome(world, accountId))) throw journeyFaults.JOURNEY_OF_HOME()
  const wait = people > 0 ? await secondsUntilRoom(world, accountId) : 0
  if (wait > 0) throw journeyFaults.JOURNEY_LIMITED({ retryAfterSeconds: wait })
}

/** All of it in a minute: what a caller waits for, and a proxy between them. */
const hurry = { timeoutSeconds: 40, cleanupSeconds: 15 } as const

/** Runs it for who waits. Should another process have begun it meanwhile, that one's end is waited for. */
export async function runNow(world: World, due: DueRun): Promise<void> {
  const own = as(world, { role: 'app' })
  const isOurs = await inItsPlace(own, due, 'run', () => execute(own, due, hurry))
  if (isOurs !== true) await awaitEnd(world, due, hurry.timeoutSeconds + hurry.cleanupSeconds)
}

const lookMilliseconds = 200

/** Lets it begin in the background, here or in another process, and waits until it has ended, or for so long. */
export async function awaitEnd(world: World, due: DueRun, seconds: number): Promise<void> {
  beginSoon(world, due)
  const endsAt = world.now().getTime() + seconds * 1000
  while (world.now().getTime() < endsAt) {
    if (await isRunOver(world, due.accountId, due.id)) return
    await world.wait(Math.min(lookMilliseconds, Math.max(1, endsAt - world.now().getTime())))
  }
}

/** In the background, if this process has room; else whoever looks for queued runs next has. @returns whether it had */
export function beginSoon(world: World, due: DueRun): boolean {
  const own = as(world, { role: 'app' })
  const running = inItsPlace(own, due, 'run', () => execute(own, due))
  if (running) world.background(running)
  return running !== undefined
}
