import { uuidv7 } from '../../../../kit/id.ts'
import type { World } from '../../../../kit/world.ts'
import type { Journey } from '../document/journey.ts'
import { Misread } from '../document/problem.ts'
import { readJourney } from '../document/read.ts'
import { journeyFaults } from '../faults.ts'
import { scenariosCalled } from '../running/plan-for.ts'
import { isHome } from '../running/surroundings.ts'
import { timingAt } from '../schedule/slots.ts'
import { findJourney, type JourneyRow, pauseJourney, putJourney, type Timing } from './store.ts'

/** @throws JOURNEY_INVALID with the line of every mistake, UNKNOWN_SCENARIO */
export function journeyIn(text: string): Journey {
  try {
    const journey = readJourney(text)
    if (journey.scenarios) scenariosCalled(journey.scenarios)
    return journey
  } catch (error) {
    if (error instanceof Misread) throw journeyFaults.JOURNEY_INVALID({ problems: error.problems })
    throw error
  }
}

/**
 * Keeps a document under a name, in the place of the one before; its schedule begins now, or goes on where its times stayed
 * the same.
 * @throws JOURNEY_INVALID, UNKNOWN_SCENARIO, JOURNEY_OF_HOME
 */
export async function keepJourney(
  world: World,
  accountId: string,
  name: string,
  document: string,
): Promise<{ row: JourneyRow; journey: Journey; isNew: boolean }> {
  const journey = journeyIn(document)
  if (journey.name !== undefined && journey.name !== name)
    throw journeyFaults.JOURNEY_INVALID({
      problems: [{ line: 1, column: 1, at: '/name', wants: `the name of its address, ${name}, or none` }],
    })
  if ((journey.scenarios || journey.targets.includes('own')) && !(await isHome(world, accountId)))
    throw journeyFaults.JOURNEY_OF_HOME()
  const before = await findJourney(world, accountId, name)
  const id = before?.id ?? uuidv7(world)
  await putJourney(world, accountId, { id, name, document, timing: timingOf(world, journey, before) })
  return { row: (await findJourney(world, accountId, name))!, journey, isNew: before === undefined }
}

function timingOf(world: World, { schedule }: Journey, before: JourneyRow | undefined): Timing | null {
  if (!schedule) return null
  const { everySeconds, slotAt, dueAt } = before ?? {}
  if (everySeconds === schedule.everySeconds && slotAt && dueAt) return { everySeconds, slotAt, dueAt }
  return timingAt(world, schedule, world.now())
}

/** Its schedule rests, or goes on from now; what it rests is no time of it. @throws JOURNEY_NOT_FOUND */
export async function restJourney(
  world: World,
  accountId: string,
  name: string,
  isPaused: boolean,
): Promise<JourneyRow> {
  const found = await findJourney(world, accountId, name)
  if (!found) throw journeyFaults.JOURNEY_NOT_FOUND()
  if (found.isPaused === isPaused) return found
  const { schedule } = journeyIn(found.document)
  const timing = schedule ? timingAt(world, schedule, world.now()) : null
  await pauseJourney(world, accountId, found.id, isPaused, timing)
  return (await findJourney(world, accountId, name))!
}
