import { JSONPathError } from 'json-p3'
import { nodesAt } from './json-path.ts'
import { schemaObjection } from './json-schema.ts'
import { type MatcherName, missedBy, type Wanted } from './matchers.ts'

/** What is looked for in one answer. */
export interface Question {
  text: string
  looks: readonly Look[]
}

export type Look = { path: string; wanted: Wanted } | { schema: object }

/** What was seen, one for each look; or why there is nothing to see. */
export type Sights = { problem: string } | { sights: Sight[] }

export interface Sight {
  /** The first of what is wanted that does not hold. */
  missed: MatcherName | null
  /** The first to which the path leads. */
  seen: Seen[]
  /** Where it is not as the schema has it, in words. */
  objection: string | null
}

export interface Seen {
  value: unknown
  /** It is longer than is taken over: its JSON, cut. */
  isCut: boolean
  /** Names of the members that lead to it. */
  members: string[]
}

/** Deeper answers end the stack of whoever walks through them. */
const mostLevels = 200
const mostSeen = 3
/** Characters of JSON, or of a text. */
export const longestSeen = 65_536

export function lookInto({ text, looks }: Question): Sights {
  const value = parsed(text)
  if (value === undefined) return { problem: 'the answer is no JSON' }
  const deep = { problem: `the answer is JSON of more than ${mostLevels} levels` }
  if (isDeep(value)) return deep
  try {
    return { sights: looks.map((look) => sightOf(value, look)) }
  } catch (error) {
    if (error instanceof JSONPathError) return deep
    throw error
  }
}

function sightOf(value: unknown, look: Look): Sight {
  if ('schema' in look) return { missed: null, seen: [], objection: schemaObjection(look.schema, value) }
  const nodes = nodesAt(look.path, value)
  const missed = missedBy(
    nodes.map(({ value }) => value),
    look.wanted,
  )
  return { missed, seen: nodes.slice(0, mostSeen).map(seenOf), objection: null }
}

function seenOf({ value, location }: { value: unknown; location: (string | number)[] }): Seen {
  const members = location.filter((part) => typeof part === 'string').map((name) => name.slice(0, 200))
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const isCut = text.length > longestSeen
  return { value: isCut ? text.slice(0, longestSeen) : value, isCut, members }
}

/** Level by level: it must not go down itself. */
function isDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostLevels) return true
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  }
  return false
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // told by whoever looks into it
  }
}
