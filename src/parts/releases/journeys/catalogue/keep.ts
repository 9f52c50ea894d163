import { uuidv7 } from '../../../../kit/id.ts'
import type { World } from '../../../../kit/world.ts'
import type { Journey } from '../document/journey.ts'
import { objectionsTo } from '../document/objections.ts'
import { Misread, type Objection } from '../document/problem.ts'
import { readJourney } from '../document/read.ts'
import { accountSettings, roomForSynthetic } from '../../../accounts/index.ts'
import { journeyFaults } from '../faults.ts'
import { ownAddress, ownOrigins } from '../own.ts'
import { isHome, privateOriginsOf } from '../running/surroundings.ts'
import { crowdObjections, scenarioObjections } from '../scenarios/objections.ts'
import { timingAt } from '../schedule/slots.ts'
import {
  countJourneys,
  findJourney,
  type JourneyRow,
  pauseJourney,
  putJourney,
  type Timing,
} from './store.ts'

/** @throws JOURNEY_INVALID with the line of every mistake */
export function journeyIn(text: string, judge?: (journey: Journey) => readonly Objection[]): Journey {
  try {
    return readJourney(text, judge)
  } catch (error) {
    if (error instanceof Misread) throw journeyFaults.JOURNEY_INVALID({ problems: error.problems })
    throw error
  }
}

/** The same of one that is to be kept: what can only fail is none. @throws JOURNEY_INVALID */
export async function judgedJourney(world: World, accountId: string, text: string): Promise<Journey> {
  const reach = {
    own: ownAddress(world.settings),
    privateOrigins: await privateOriginsOf(world, accountId),
  }
  const room = roomForSynthetic(world)
  return journeyIn(text, (journey) => [
    ...objectionsTo(journey, reach),
    ...scenarioObjections(journey),
    ...crowdObjections(journey, room),
  ])
}

/** Of one account. */
const mostJourneys = 200

/**
 * Keeps a document under a name, in the place of the one before; its schedule begins now, or goes on where its times stayed
 * the same.
 * @throws JOURNEY_INVALID, JOURNEY_OF_HOME, JOURNEYS_TOO_MANY
 */
export async function keepJourney(
  world: World,
  accountId: string,
  name: string,
  document: string,
): Promise<{ row: JourneyRow; journey: Journey; isNew: boolean }> {
  const journey = await judgedJourney(world, accountId, document)
  if (journey.name !== undefined && journey.name !== name)
    throw journeyFaults.JOURNEY_INVALID({
      problems: [{ line: 1, column: 1, at: '/name', wants: `the name of its address, ${name}, or none` }],
    })
  if (callsHouse(world, journey) && !(await isHome(world, accountId))) throw journeyFaults.JOURNEY_OF_HOME()
  const before = await findJourney(world, accountId, name)
  if (!before && (await countJourneys(world, accountId)) >= mostJourneys)
    throw journeyFaults.JOURNEYS_TOO_MANY({ most: mostJourneys })
  const id = before?.id ?? uuidv7(world)
  await putJourney(world, accountId, { id, name, document, timing: timingOf(world, journey, before) })
  return { row: (await findJourney(world, accountId, name))!, journey, isNew: before === undefined }
}

/** By the word, or by an address of ours that everybody knows: either leads into this deployment. */
function callsHouse(world: World, { scenarios, targets }: Journey): boolean {
  const ours = [...ownOrigins(world.settings), world.settings(accountSettings).keyholdUrl.origin]
  return (
    scenarios !== undefined ||
    targets.some((target) => target === 'own' || ours.includes(new URL(target).origin))
  )
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
