import { JSONPathEnvironment, JSONPathError, type JSONPathNode, JSONPathQuery, type JSONValue } from 'json-p3'

/**
 * JSONPath as RFC 9535 has it, less what soon costs whoever evaluates it far more than one walk through the answer: no
 * `match` and `search` (regular expressions of a stranger), one `..` at most, few selectors side by side, and filters that
 * look at single members (`?@.state == "paid"`). What is left can still take long: it is looked for within a deadline.
 */
const environment = new JSONPathEnvironment({ maxRecursionDepth: 200 })
environment.functionRegister.delete('match')
environment.functionRegister.delete('search')

const mostSideBySide = 8

/** @returns what is wrong with it, in words; null: nothing */
export function pathProblem(path: string): string | null {
  try {
    return objectionTo(environment.compile(path))
  } catch (error) {
    if (!(error instanceof JSONPathError)) throw error
    return `wants a JSONPath such as $.user.id (RFC 9535): ${error.message.slice(0, 200)}`
  }
}

function objectionTo(query: JSONPathQuery): string | null {
  const sideBySide = query.segments.reduce((all, { selectors }) => all * selectors.length, 1)
  if (sideBySide > mostSideBySide) return `wants at most ${mostSideBySide} selectors side by side`
  if (query.segments.filter(isDescendant).length > 1) return 'wants `..` at most once'
  const inner = query.segments.flatMap(({ selectors }) => selectors.flatMap((each) => queriesIn(each)))
  if (inner.some((each) => !each.singularQuery()))
    return 'wants filters that look at single members, such as ?@.state == "paid"'
  return null
}

const isDescendant = (segment: object): boolean => segment.constructor.name === 'DescendantSegment'

/** The queries of a filter, wherever in its expression they stand. */
function queriesIn(value: unknown, seen: Set<unknown> = new Set()): JSONPathQuery[] {
  if (value instanceof JSONPathQuery) return [value]
  if (typeof value !== 'object' || value === null || value === environment || seen.has(value)) return []
  seen.add(value)
  return Object.values(value).flatMap((member) => queriesIn(member, seen))
}

/** What a path leads to. @throws JSONPathError where the value is deeper than it is walked */
export const nodesAt = (path: string, value: unknown): JSONPathNode[] =>
  environment.query(path, value as JSONValue).nodes
