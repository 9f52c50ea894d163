import type { Tone } from '../../kit/badge.tsx'
import { percentText } from '../figures.ts'
import type { Facts, Outcome, PullState, RiskLevel } from './api.ts'

export const levelTones: Record<RiskLevel, 'good' | 'warn' | 'bad'> = {
  low: 'good',
  medium: 'warn',
  high: 'bad',
}

export const stateTones: Record<PullState, Tone> = { open: 'good', merged: 'neutral', closed: 'neutral' }

export const stateTitles: Record<PullState, string> = { open: 'Open', merged: 'Merged', closed: 'Closed' }

/** Why there is no probability, or how far it can be relied on; null where all is known. */
export function factsInWords(facts: Facts): string | null {
  if (facts === 'none') return 'no files were sent'
  return facts === 'partial' ? 'totals alone are known' : null
}

/** As "higher than 92 of 100 among the last 140"; of all of them it says that. */
export const indexInWords = ({ percentile, of }: { percentile: number; of: number }): string =>
  percentile === 100
    ? `higher than all of the last ${of.toLocaleString()}`
    : `higher than ${percentile} of 100 among the last ${of.toLocaleString()}`

export const intervalInWords = ({ low, high }: { low: number; high: number }): string =>
  high < 0.01 ? 'below 1 %' : `between ${percentText(low)} and ${percentText(high)}`

const outcomeTitles: Record<Outcome['kind'], string> = {
  reverted: 'Taken back',
  fixed: 'Mended',
  rolled_back: 'Its deploy was rolled back',
  clean: 'Looked at: no defect',
}

export const outcomeInWords = ({ kind, byNumber }: Pick<Outcome, 'kind' | 'byNumber'>): string =>
  byNumber === null ? outcomeTitles[kind] : `${outcomeTitles[kind]} by #${byNumber}`

/** What is added to the logarithm of the odds, as what they are multiplied or divided by: "×14", "÷4.5". */
export function factorText(contribution: number): string {
  const times = Math.exp(Math.abs(contribution))
  return `${contribution < 0 ? '÷' : '×'}${times < 9.95 ? times.toFixed(1) : Math.round(times).toLocaleString()}`
}
