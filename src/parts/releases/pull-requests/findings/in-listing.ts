import { type Totals, totalsOf } from '../facts/change.ts'
import type { FileFact } from '../facts/file-fact.ts'
import { isWhole } from '../facts/whole.ts'
import { type Finding, finding, many } from './finding.ts'

/** Whether somebody else counted more than was listed. @param counted by the code host; null: it did not */
export function listingFindings(files: readonly FileFact[], counted: Totals | null): Finding[] {
  if (isWhole(files, counted)) return []
  const text = counted
    ? `The code host counted ${inWords(counted)}; listed were ${inWords(totalsOf(files))}.`
    : 'No file was listed, and no code host said that there is none.'
  return [finding({ id: 'files-not-listed', severity: 'warning', text })]
}

const inWords = ({ files, additions, deletions }: Totals): string =>
  `${many(files, 'file')} (+${additions} −${deletions})`
