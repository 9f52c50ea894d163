import { countText, shortCommit } from '../figures.ts'
import type { KeptDiff, Report } from './api.ts'

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

/** How grave one finding is alone. */
export const toneOf = (severity: number): 'bad' | 'warn' | 'neutral' =>
  severity >= 50 ? 'bad' : severity >= 20 ? 'warn' : 'neutral'
