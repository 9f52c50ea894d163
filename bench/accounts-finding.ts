import {
  type AccountsMeasured,
  type AccountsSample,
  connectionCounts,
  type Contender,
  type Measured,
} from './accounts-samples.ts'
import type { Answers } from './enumeration.ts'
import { median } from './figures.ts'
import type { Finding, Wanted } from './finding.ts'

/**
 * How many times as many a second as Better Auth as it comes, at so many connections. With one, most of a session check is
 * the way to the server, to the database and back, which both have: that is shown.
 */
const wantedAt = 16
const wantedTimes: Record<Measured, number> = { session: 5, 'sign-in': 2 }
const names: Record<Measured, string> = { session: 'session checks', 'sign-in': 'sign-ins' }
const mostApart = 0.05

export function accountsFinding(measured: AccountsMeasured): Finding {
  const { beside, samples, enumeration } = measured
  const title =
    'version' in beside
      ? `accounts: one process each, beside Better Auth ${beside.version} on the same PostgreSQL`
      : `accounts: one process; Better Auth was not measured: ${beside.why}`
  return {
    title,
    figures: measured,
    lines: [
      ...loadLines(samples),
      ...enumerationLines('sign-in', enumeration.signIn),
      ...enumerationLines('register', enumeration.register),
    ],
    wanted: [
      ...('why' in beside
        ? [{ text: `accounts: beside Better Auth: not measured, ${beside.why}`, isReached: false }]
        : wantedOfLoad(samples)),
      wantedOfEnumeration('sign-in', enumeration.signIn),
      wantedOfEnumeration('register', enumeration.register),
    ],
  }
}

const own: Contender = 'Keyhold'
const rival: Contender = 'Better Auth, as it comes'
const measures = Object.keys(names) as Measured[]

interface Load {
  what: Measured
  connections: number
}

const loads: Load[] = measures.flatMap((what) =>
  connectionCounts.map((connections) => ({ what, connections })),
)

const under = (samples: readonly AccountsSample[], { what, connections }: Load): AccountsSample[] =>
  samples.filter((sample) => sample.what === what && sample.connections === connections)

const loadLines = (samples: readonly AccountsSample[]): string[] =>
  loads.flatMap((load) => {
    const of = under(samples, load)
    return [...new Set(of.map(({ contender }) => contender))]
      .toSorted((a, b) => Number(b === own) - Number(a === own))
      .map((contender) => lineOf(of, load, contender))
  })

function lineOf(
  samples: readonly AccountsSample[],
  { what, connections }: Load,
  contender: Contender,
): string {
  const some = samples.filter((sample) => sample.contender === contender)
  const middle = (figure: (sample: AccountsSample) => number) => median(some.map(figure))
  const times = contender === own ? '' : `; Keyhold ${timesOver(samples, contender).toFixed(2)} x`
  const perSecond = middle((sample) => sample.perSecond)
  const failed = failuresOf(some) && `; failed: ${failuresOf(some)}`
  return `${names[what]}, ${inWords(connections)}, ${contender}: ${perSecond.toFixed(perSecond < 100 ? 1 : 0)}/s, p50 ${middle((sample) => sample.p50Milliseconds).toFixed(2)} ms, p99 ${middle((sample) => sample.p99Milliseconds).toFixed(2)} ms${times}${failed}`
}

/** Median of the rounds' own ratios, as what disturbed one round disturbed both. */
function timesOver(samples: readonly AccountsSample[], contender: Contender): number {
  const of = (who: Contender) => samples.filter((sample) => sample.contender === who)
  return median(
    of(own).map(
      ({ perSecond, round }) => perSecond / of(contender).find((other) => other.round === round)!.perSecond,
    ),
  )
}

const wantedOfLoad = (samples: readonly AccountsSample[]): Wanted[] =>
  loads
    .filter(({ connections }) => connections === wantedAt)
    .map((load) => {
      const of = under(samples, load)
      const times = timesOver(of, rival)
      const wanted = wantedTimes[load.what]
      const failures = failuresOf(of)
      return {
        text: `accounts: ${names[load.what]} at ${inWords(load.connections)} ${times.toFixed(2)} x Better Auth's (wanted: at least ${wanted}); failed: ${failures || 'none'}`,
        isReached: times >= wanted && failures === '',
      }
    })

/** How many of whom with which status. */
const failuresOf = (samples: readonly AccountsSample[]): string => {
  const counts = new Map<string, number>()
  for (const { contender, failures } of samples)
    for (const [status, count] of Object.entries(failures)) {
      const name = `${contender} ${status}`
      counts.set(name, (counts.get(name) ?? 0) + count)
    }
  return [...counts].map(([name, count]) => `${count} x ${name}`).join(', ')
}

const enumerationLines = (door: string, answers: readonly Answers[]): string[] =>
  answers.map(({ standing, runs, p50Milliseconds, onFirstBeat }, index) => {
    const apart = index === 0 ? '' : `, ${percent(apartBy(answers[0]!, answers[index]!))} apart`
    const beat = onFirstBeat === null ? '' : `; ${percent(onFirstBeat)} left on the first beat`
    return `${door}, ${standing}: p50 ${p50Milliseconds.toFixed(2)} ms of ${runs}${apart}${beat}`
  })

function wantedOfEnumeration(door: string, [nobodys, ...others]: readonly Answers[]): Wanted {
  const apart = Math.max(...others.map((other) => apartBy(nobodys!, other)))
  const odd = [nobodys!, ...others].reduce((all, each) => all + each.odd, 0)
  return {
    text: `accounts: ${door} of known and unknown addresses ${percent(apart)} apart (wanted: less than ${percent(mostApart)}); ${odd} answers of another status (wanted: none)`,
    isReached: apart < mostApart && odd === 0,
  }
}

const apartBy = (one: Answers, other: Answers): number =>
  Math.abs(other.p50Milliseconds / one.p50Milliseconds - 1)

const inWords = (connections: number): string =>
  `${connections} ${connections === 1 ? 'connection' : 'connections'}`

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
