import { ignoresIn, type SchemaIgnore } from '../text/ignores.ts'
import type { Sanitised } from '../text/sanitise.ts'

/** Comments of the schema after, by whether they stood in the one before. */
export interface Dated {
  fresh: readonly SchemaIgnore[]
  /** They answered an earlier change, and answer none any more. */
  old: readonly SchemaIgnore[]
}

/**
 * A comment is new where the schema before has none of the same rule and reason for the same thing, and the schema after has the
 * words more often. Lines of any kind count as before: one that stood in a generator, in quotes or below another answer of its
 * comment answered nothing there, and is no new one where only what stands around it has changed.
 */
export function dated(target: readonly Sanitised[], base: readonly Sanitised[]): Dated {
  const left = countsOf(base.flatMap(({ words }) => [...words.values()].flat()))
  const scopes = new Set(ignoresIn(base).map(scopeOf))
  const isThere = (ignore: SchemaIgnore): boolean => scopes.has(scopeOf(ignore))
  const takes = ({ words }: SchemaIgnore): boolean => {
    const count = left.get(words) ?? 0
    left.set(words, count - 1)
    return count > 0
  }
  const written = ignoresIn(target)
  // Those that stay have their words first: what is left went from somewhere.
  written.filter(isThere).forEach(takes)
  const { old = [], fresh = [] } = Object.groupBy(written, (ignore) =>
    isThere(ignore) || takes(ignore) ? 'old' : 'fresh',
  )
  return { fresh, old }
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const each of words) counts.set(each, (counts.get(each) ?? 0) + 1)
  return counts
}

const scopeOf = ({ words, model, field }: SchemaIgnore): string => [words, model, field].join('\0')
