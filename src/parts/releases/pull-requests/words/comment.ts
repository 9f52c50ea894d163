import { code } from '../../markdown.ts'
import type { Change, Totals } from '../facts/change.ts'
import { type Finding, many } from '../findings/finding.ts'
import type { Reason } from '../risk/reasons.ts'
import type { Check } from './check.ts'
import { factor, percent } from '../../../../kit/chance.ts'

/** By this the comment is found again, and written over instead of beside (P9). */
export const commentMarker = '<!-- keyhold:pull-request -->'

export interface Commented {
  title: string
  headSha: string | null
  change: Change | null
  risk: {
    probability: number
    interval: { low: number; high: number }
    level: string
    isProvisional: boolean
    isCalibrated: boolean
    index: { percentile: number; of: number } | null
    usualProbability: number
    modelProbability: number
    reasons: readonly Reason[]
  } | null
  /** Whether files of it were sent, be it a part of them. */
  isListed: boolean
  findings: readonly Finding[]
  check: Check
}

/** Markdown; whatever others wrote stands in code spans (P10). */
export const commentOf = (it: Commented): string =>
  [
    commentMarker,
    `### ${it.check.title}`,
    headline(it),
    ...(it.risk ? riskLines(it.risk) : []),
    ...(it.isListed ? [] : [unlisted(it)]),
    ...findingLines(it),
    ...(it.change ? changeLines(it.change) : []),
  ]
    .filter((line) => line !== '')
    .join('\n\n') + '\n'

const unlisted = ({ risk }: Commented): string =>
  `The files of the change were not sent: ${risk ? '' : 'there is no probability without them, and '}the policy looked at none.`

const headline = ({ title, headSha }: Commented): string =>
  [title === '' ? '' : code(title), headSha === null ? '' : `at ${code(headSha.slice(0, 12))}`]
    .filter((part) => part !== '')
    .join(' ')

function riskLines(risk: NonNullable<Commented['risk']>): string[] {
  const { low, high } = risk.interval
  const index =
    risk.index === null
      ? ''
      : ` More than ${risk.index.percentile === 100 ? 'all' : `${risk.index.percentile} of 100`} of the repository's last ${risk.index.of} pull requests.`
  const ground = risk.isCalibrated
    ? `Calibrated by the repository's own outcomes; the shipped model says ${percent(risk.modelProbability)}.`
    : 'By the shipped model: this repository has too few outcomes of its own.'
  return [
    `**${percent(risk.probability)}** (${percent(low)} to ${percent(high)}), level **${risk.level}**.${index} ${ground}`,
    ...(risk.isProvisional ? ['Provisional: the totals alone are known, not each file.'] : []),
    [
      `Its odds begin at those of a usual change, ${percent(risk.usualProbability)}:`,
      ...risk.reasons.map(({ contribution, text }) => `- ${factor(contribution)} ${text}`),
    ].join('\n'),
  ]
}

function findingLines({ findings, isListed }: Commented): string[] {
  if (findings.length === 0) return isListed ? ['No findings of the policy.'] : []
  const lines = findings.map((each) => {
    const shown = [...each.names, ...each.paths].slice(0, 5).map((text) => code(text))
    const more = each.count > shown.length && shown.length > 0 ? ` and ${each.count - shown.length} more` : ''
    return `- ${each.severity === 'warning' ? '⚠️ ' : ''}${each.text}${shown.length > 0 ? ` ${shown.join(', ')}${more}` : ''}`
  })
  return ['Findings of the policy, which weigh nothing in the probability:', lines.join('\n')]
}

function changeLines({ totals, generated, content }: Change): string[] {
  const apart = [
    ...apartIn(generated, 'that nobody wrote by hand'),
    ...apartIn(content, 'of documents, pictures or data'),
  ]
  const those = apart.length === 0 ? '' : `, of which ${apart.join(' and ')}`
  return [`${many(totals.files, 'file')}, +${totals.additions} −${totals.deletions}${those}.`]
}

const apartIn = (totals: Totals | null | undefined, what: string): string[] =>
  totals && totals.files > 0
    ? [`${many(totals.files, 'file')} (+${totals.additions} −${totals.deletions}) ${what}`]
    : []
