import type { Tone } from '../../kit/badge.tsx'
import { localText } from '../../kit/time.ts'
import { countText, percentText, spanText } from '../figures.ts'
import type { Outcome } from '../strips/outcomes.ts'
import type { Group, QuarantineState, Standing, Verdict } from './api.ts'

export const verdictTones: Record<Verdict, Tone> = {
  broken: 'bad',
  flaky: 'warn',
  suspect: 'warn',
  fixed: 'good',
  unknown: 'neutral',
  healthy: 'good',
}

export const verdictTitles: Record<Verdict, string> = {
  broken: 'Broken',
  flaky: 'Flaky',
  suspect: 'Suspect',
  fixed: 'Fixed',
  unknown: 'Not known',
  healthy: 'Healthy',
}

export const verdictShares: Record<Verdict, string> = {
  broken: 'share-bad',
  flaky: 'share-warn',
  suspect: 'share-warn-soft',
  fixed: 'share-soft',
  unknown: 'share-faint',
  healthy: 'share-good',
}

export const quarantineTitles: Record<QuarantineState, string> = {
  active: 'Stops merges',
  quarantined: 'Quarantined',
  disabled: 'Not run',
  fixed: 'Mended',
}

/** A run that failed as a whole says nothing of one test, whatever it did there. */
export const outcomeOf = ({ outcome, isInfra }: Pick<Group, 'outcome' | 'isInfra'>): Outcome =>
  isInfra ? 'infra' : outcome

/** What the evidence allows to say, with how certain it is. */
export function certaintyInWords({
  verdict,
  held,
  interval,
  upperLimit,
}: Pick<Standing, 'verdict' | 'held' | 'interval' | 'upperLimit'>): string {
  if (upperLimit !== null)
    return upperLimit >= 1 ? 'nothing is ruled out yet' : `fails in less than ${percentText(upperLimit, 1)}`
  if ((held?.verdict ?? verdict) === 'broken') return 'fails at every run'
  if (interval === null) return 'nothing is ruled out yet'
  return `contradicts itself on ${percentText(interval.low)} to ${percentText(interval.high)} of the commits that ran it twice`
}

/** What it takes until that is certain, 95 of 100; or until another verdict that waits is said. */
export function neededInWords({
  verdict,
  held,
  runsNeeded,
}: Pick<Standing, 'verdict' | 'held' | 'runsNeeded'>): string {
  if (held)
    return `called ${verdictTitles[held.verdict].toLowerCase()} from ${localText(Date.parse(held.until))} on`
  if (runsNeeded === null) return 'no number of runs is enough'
  if (verdict === 'broken') return 'a pass ends it'
  const runs = countText(runsNeeded, 'clean run')
  if (verdict === 'flaky') return runsNeeded === 0 ? 'fixed with the next run' : `fixed after ${runs}`
  if (verdict === 'suspect') return runsNeeded === 0 ? 'cleared with the next run' : `cleared after ${runs}`
  return runsNeeded === 0 ? 'certain enough' : `certain after ${runs}`
}

/** As any length is told. */
export const minutesText = (minutes: number): string => spanText(minutes * 60_000)
