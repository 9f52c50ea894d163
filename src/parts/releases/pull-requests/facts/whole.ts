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
  return files.length >= counted.files && linesOf(totalsOf(files)) >= leastShare * linesOf(counted)
}

const linesOf = ({ additions, deletions }: Totals): number => additions + deletions
