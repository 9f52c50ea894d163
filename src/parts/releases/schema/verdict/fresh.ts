import type { Ignore } from '../text/ignores.ts'

/** Comments of the schema after, by whether they stood in the one before. */
export interface Dated {
  fresh: readonly Ignore[]
  /** They answered an earlier change, and answer none any more. */
  old: readonly Ignore[]
}

/**
 * A comment is new where the schema before has none of the same rule and reason for the same thing, on whatever line. One that
 * went from there stands elsewhere now: what it stood above was dropped, or something came between.
 */
export function dated(target: readonly Ignore[], base: readonly Ignore[]): Dated {
  const [before, after] = [new Set(base.map(scopeOf)), new Set(target.map(scopeOf))]
  const moved = new Map<string, number>()
  for (const ignore of base.filter((each) => !after.has(scopeOf(each))))
    moved.set(wordsOf(ignore), (moved.get(wordsOf(ignore)) ?? 0) + 1)
  const [fresh, old]: [Ignore[], Ignore[]] = [[], []]
  for (const ignore of target) {
    const left = moved.get(wordsOf(ignore)) ?? 0
    const isThere = before.has(scopeOf(ignore))
    if (!isThere && left > 0) moved.set(wordsOf(ignore), left - 1)
    ;(isThere || left > 0 ? old : fresh).push(ignore)
  }
  return { fresh, old }
}

const wordsOf = ({ rule, reason }: Ignore): string => [rule, reason].join('\0')
const scopeOf = (ignore: Ignore): string => [wordsOf(ignore), ignore.model, ignore.field].join('\0')
