import { daysAfter } from '../../../kit/duration.ts'
import { type Metric, plainly } from '../../../kit/metric.ts'
import { as, type World } from '../../../kit/world.ts'
import { mostWrongInARow } from '../sign-in/guesses.ts'
import { actMetrics } from './acts.ts'
import { csrfMetric, endFailureMetric } from './counters.ts'
import { guessMetrics } from './guesses.ts'
import { countedActs, type PeopleFigures, peopleFigures, waitingGuesses } from './store.ts'

/** People, their sessions and second factors, and what was refused to whom signs in. */
export async function accountMetrics(world: World): Promise<readonly Metric[]> {
  const jobs = as(world, { role: 'jobs' })
  const since = daysAfter(world.now(), -1)
  const [people, acts, guesses] = await Promise.all([
    peopleFigures(jobs, since),
    countedActs(jobs, since),
    waitingGuesses(jobs, mostWrongInARow),
  ])
  return [
    ...peopleMetrics(people),
    ...sessionMetrics(people),
    ...actMetrics(acts, people.verificationMails),
    ...guessMetrics(guesses),
    endFailureMetric(world),
    csrfMetric(world),
  ]
}

function peopleMetrics({ unverified, verified, disabled, secondFactor }: PeopleFigures): Metric[] {
  const enabled = unverified + verified
  const people = { kind: 'gauge', unit: '{person}' } as const
  return [
    {
      ...people,
      name: 'keyhold.people',
      help: 'People, by state: unverified, verified, or disabled whether verified or not.',
      points: Object.entries({ unverified, verified, disabled }).map(([state, value]) => ({
        value,
        attributes: { state },
      })),
    },
    {
      name: 'keyhold.people.verified',
      help: 'Share of people who are not disabled whose address is proved; absent while there is nobody.',
      kind: 'gauge',
      unit: '1',
      points: enabled === 0 ? [] : plainly(verified / enabled),
    },
    {
      ...people,
      name: 'keyhold.people.second_factor',
      help: 'People who are not disabled and have a second factor: an authenticator app or a passkey.',
      points: plainly(secondFactor),
    },
  ]
}

const sessionMetrics = ({ sessions, peopleWithSession, outlived }: PeopleFigures): Metric[] => [
  {
    name: 'keyhold.sessions.active',
    help: "Sessions of people that are live; an operator's through a person's eyes is not counted.",
    kind: 'gauge',
    unit: '{session}',
    points: plainly(sessions),
  },
  {
    name: 'keyhold.sessions.people',
    help: 'People with a live session.',
    kind: 'gauge',
    unit: '{person}',
    points: plainly(peopleWithSession),
  },
  {
    name: 'keyhold.sessions.outlived',
    help: 'Sessions that did not end although their person is disabled; they open nothing. Anything but 0 is a fault.',
    kind: 'gauge',
    unit: '{session}',
    points: plainly(outlived),
  },
]
