import { type Totals, totalsOf } from './change.ts'
import type { FileFact } from './file-fact.ts'

/** Two counts of the same lines differ by so much at most, as programs part renames and moved lines in ways of their own. */
const leastShare = 0.9

/**
 * Whether these are all files of a change: of fewer, or of much less, than the code host counted they are not. Where it
 * told no count, no file at all is what a `git diff` prints that failed.
 */
export function isWhole(files: readonly FileFact[] | null, counted: Totals | null): boolean {
  if (files === null) return false
  if (counted === null) return files.length > 0
  const listed = totalsOf(files)
  const unseen = counted.files - listed.files
  if (unseen <= 0) return hasLinesOf(counted, listed)
  if (unseen > files.filter(({ previousPath }) => previousPath !== null).length) return false
  return hasLinesOf(withoutMoved(counted, listed), listed)
}

/** A rename that the code host did not see is two files to it; each line that was only moved was added and removed there. */
function withoutMoved(counted: Totals, listed: Totals): Totals {
  const { additions, deletions } = counted
  const moved = Math.max(0, Math.min(additions - listed.additions, deletions - listed.deletions))
  return { ...counted, additions: additions - moved, deletions: deletions - moved }
}

const hasLinesOf = (counted: Totals, listed: Totals): boolean =>
  linesOf(listed) >= leastShare * linesOf(counted)

const linesOf = ({ additions, deletions }: Totals): number => additions + deletions
