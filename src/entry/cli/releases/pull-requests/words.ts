import { factor, percent } from '../../../../kit/chance.ts'
import { many } from '../numbers.ts'
import type { Change, Finding, Risk, Totals } from './answers.ts'

/** The probability with its interval, and on what ground it stands. */
export function riskWords(risk: Risk | null | undefined): string {
  if (!risk) return 'unknown: the files of the change were not sent'
  const { probability, interval, level, isCalibrated, isProvisional, index } = risk
  const notes = [
    isCalibrated
      ? `calibrated by the repository's own outcomes (the shipped model: ${percent(risk.modelProbability)})`
      : 'by the shipped model',
    ...(isProvisional ? ['provisional: the totals alone are known'] : []),
    ...(index
      ? [
          `more than ${index.percentile === 100 ? 'all' : `${index.percentile} of 100`} of its last ${index.of}`,
        ]
      : []),
  ]
  return `${percent(probability)} (${percent(interval.low)} to ${percent(interval.high)}), ${level}; ${notes.join('; ')}`
}

/** What the reasons multiply. */
export const startOf = ({ usualProbability }: Risk): string =>
  `begin at those of a usual change, ${percent(usualProbability)}`

/** How large it is, and what of that nobody wrote by hand. */
export function changeWords({ totals, generated, content }: Change): string {
  const apart = [
    ...apartIn(generated, 'that nobody wrote by hand'),
    ...apartIn(content, 'of documents, pictures or data'),
  ]
  return `${sizeOf(totals)}${apart.length === 0 ? '' : `, of which ${apart.join(' and ')}`}`
}

const sizeOf = ({ files, additions, deletions }: Totals): string =>
  `${many(files, 'file')}, +${additions} −${deletions}`

const apartIn = (totals: Totals | null | undefined, what: string): string[] =>
  totals && totals.files > 0 ? [`${sizeOf(totals)} ${what}`] : []

/** Reasons and findings, a line each. */
export const lineOfReason = ({ contribution, text }: Risk['reasons'][number]): string =>
  `${factor(contribution)}  ${text}`

export function lineOfFinding({ id, text, paths, names, count }: Finding): string {
  const shown = [...names, ...paths].slice(0, 3)
  const more = count > shown.length && shown.length > 0 ? ` and ${count - shown.length} more` : ''
  return `${id}: ${text}${shown.length > 0 ? ` ${shown.join(', ')}${more}` : ''}`
}
