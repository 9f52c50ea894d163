import { isFeatureOn } from '../../../../kit/flags.ts'
import type { World } from '../../../../kit/world.ts'
import { type Journey, journeyShape } from '../document/journey.ts'
import { readJourney } from '../document/read.ts'
import { journeyFaults } from '../faults.ts'
import { ownAddress } from '../own.ts'
import type { Plan } from '../run/plan.ts'
import { planOf } from '../scenarios/plan-of.ts'
import {
  scenarioCalled,
  type ScenarioName,
  scenarioNames,
  stagesOf,
  peopleOf,
} from '../scenarios/scenarios.ts'

/** @throws UNKNOWN_SCENARIO with the first that is none */
export const scenariosCalled = (names: readonly string[]): ScenarioName[] =>
  names.map((name) => {
    const known = scenarioCalled(name)
    if (known) return known
    const scenario = name.slice(0, 60)
    throw journeyFaults.UNKNOWN_SCENARIO({
      scenario,
      known: scenarioNames,
      words: `Unknown scenario: ${scenario}`,
    })
  })

export interface Planned {
  journey: Journey
  plan: Plan
  /** How many people a run makes up. */
  people: number
  /** It calls this deployment itself. */
  isOwn: boolean
}

/**
 * What a document, or scenarios without one, come to here and now.
 * @throws Misread, UNKNOWN_SCENARIO
 */
export async function planFor(
  world: World,
  { document, scenarios }: { document: string | null; scenarios: readonly string[] | null },
): Promise<Planned> {
  const journey = document === null ? journeyShape.parse({ scenarios }) : readJourney(document)
  const named = scenarios ?? journey.scenarios ?? null
  const names = named && scenariosCalled(named)
  const features = {
    mail: await isFeatureOn(world, 'EMAIL_ENABLED'),
    twoFactor: await isFeatureOn(world, 'TWO_FACTOR_ENABLED'),
  }
  const plan = planOf(journey, ownAddress(world.settings), names ? stagesOf(names, features) : undefined)
  return {
    journey,
    plan,
    people: peopleOf({ ...journey, scenarios: names ?? undefined }),
    isOwn: plan.own !== '',
  }
}
