import { countText, shortCommit } from '../figures.ts'
import type { Finding, KeptDiff, Place, Report } from './api.ts'

/** What a diff is called: by its pull request, its commit, its branch, else by nothing. */
export function titleOf({
  prNumber,
  commit,
  branch,
}: Pick<KeptDiff, 'prNumber' | 'commit' | 'branch'>): string {
  const parts = [
    prNumber !== null && `#${prNumber}`,
    commit !== null && shortCommit(commit),
    branch !== null && prNumber === null && branch,
  ].filter((part) => part !== false)
  return parts.length > 0 ? parts.join(' · ') : 'Without a commit'
}

const windowTitles: Record<Report['windowRecommendation'], string> = {
  'low-traffic': 'when few are there',
  'off-peak': 'out of the busy hours',
  'scheduled-maintenance': 'in a maintenance that was announced',
}

export const windowInWords = (window: Report['windowRecommendation']): string => windowTitles[window]

/** As "2 fields added, 1 model dropped". */
export function summaryInWords(summary: Report['summary']): string {
  const { addModels, dropModels, addFields, dropFields, alterTypes } = summary
  const parts = [
    addModels > 0 && `${countText(addModels, 'model')} added`,
    dropModels > 0 && `${countText(dropModels, 'model')} dropped`,
    addFields > 0 && `${countText(addFields, 'field')} added`,
    dropFields > 0 && `${countText(dropFields, 'field')} dropped`,
    alterTypes > 0 && `${countText(alterTypes, 'type')} changed`,
  ].filter((part) => part !== false)
  return parts.length > 0 ? parts.join(', ') : 'no model or field added, dropped or changed'
}

/** Where what is lost stood before; null of anything else, which is where it is. */
export const lostPlace = ({ rule, basePlace }: Pick<Finding, 'rule' | 'basePlace'>): Place | null =>
  rule.startsWith('D') ? basePlace : null

const lossRules = new Set(['D1', 'D2', 'D3', 'D4', 'D5', 'D7'])

/** Tables and columns that Prisma's own SQL drops, answered or not. */
export const lossesIn = ({
  findings,
  ignored,
}: {
  findings: readonly Loss[]
  ignored: readonly Loss[]
}): string[] => [
  ...new Set(
    [...findings, ...ignored]
      .filter(({ rule }) => lossRules.has(rule))
      .map(({ table, columns }) => [table, ...columns].join('.')),
  ),
]

type Loss = Pick<Finding, 'rule' | 'table' | 'columns'>

/** How grave one finding is alone. */
export const toneOf = (severity: number): 'bad' | 'warn' | 'neutral' =>
  severity >= 50 ? 'bad' : severity >= 20 ? 'warn' : 'neutral'
