import type { Journey } from '../document/journey.ts'
import type { Objection } from '../document/problem.ts'
import { peopleOf, scenarioCalled, scenarioNames, stagesOf } from './scenarios.ts'

/** Scenarios that there are not, and those that stand before what they need. */
export function scenarioObjections({ scenarios = [] }: Journey): Objection[] {
  const names = scenarios.map((name) => ({ name, known: scenarioCalled(name) }))
  const objections = names.map(({ name, known }) =>
    known ? null : `there is no scenario ${name}; there are ${scenarioNames.join(', ')}`,
  )
  const known = names.flatMap((each) => each.known ?? [])
  const order = known.length < names.length ? [] : stagesOf(known, { mail: true, twoFactor: true })
  return names.flatMap((_name, index) => {
    const wants = objections[index] ?? order[index]?.impossible ?? null
    return wants === null ? [] : [{ path: ['scenarios', index], wants }]
  })
}

/** A schedule that makes up more people than there is room for. @param room so many within so many seconds */
export function crowdObjections(journey: Journey, room: { most: number; seconds: number }): Objection[] {
  const people = peopleOf(journey)
  const least = Math.ceil((people * room.seconds) / room.most)
  if (!journey.schedule || journey.schedule.everySeconds >= least) return []
  const who = people === 1 ? 'somebody' : `${people} people`
  return [
    {
      path: ['schedule', 'everySeconds'],
      wants: `wants ${least} or more: each run makes ${who} up, and there is room for ${room.most} in ${room.seconds} s`,
    },
  ]
}
