import { percent } from '../numbers.ts'
import type { Finding, Risk } from './answers.ts'

/** The probability with its interval, and on what ground it stands. */
export function riskWords(risk: Risk | null | undefined): string {
  if (!risk) return 'unknown: the files of the change were not sent'
  const { probability, interval, level, isCalibrated, isProvisional, index } = risk
  const notes = [
    isCalibrated ? "calibrated by the repository's own outcomes" : 'by the shipped model',
    ...(isProvisional ? ['provisional: the totals alone are known'] : []),
    ...(index ? [`more than ${index.percentile} of 100 of its last ${index.of}`] : []),
  ]
  return `${percent(probability)} (${percent(interval.low)} to ${percent(interval.high)}), ${level}; ${notes.join('; ')}`
}

/** Reasons and findings, a line each. */
export const lineOfReason = ({ contribution, text }: Risk['reasons'][number]): string =>
  `${contribution < 0 ? '−' : '+'}${Math.abs(contribution).toFixed(2)}  ${text}`

export function lineOfFinding({ id, text, paths, names, count }: Finding): string {
  const shown = [...names, ...paths].slice(0, 3)
  const more = count > shown.length && shown.length > 0 ? ` and ${count - shown.length} more` : ''
  return `${id}: ${text}${shown.length > 0 ? ` ${shown.join(', ')}${more}` : ''}`
}
