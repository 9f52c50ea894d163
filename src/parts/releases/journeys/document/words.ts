import type { z } from 'zod'
import type { Objection } from './problem.ts'

type Issue = z.core.$ZodIssue

const kinds: Readonly<Record<string, string>> = {
  object: 'a map of members',
  record: 'a map of members',
  array: 'a list',
  string: 'text (in quotes, if it looks like something else)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

/** What a document wants where the form has no words of its own for it. */
export function wordsOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `wants ${kinds[issue.expected] ?? issue.expected}${given(issue.input)}`
    case 'too_big':
      return `wants at most ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`
    case 'too_small':
      return `wants ${issue.minimum}${unitOf(issue.origin, issue.minimum)} or more`
    case 'invalid_value':
      return `wants one of ${issue.values.map(String).join(', ')}`
    case 'invalid_union':
      return 'wants text, a number, true or false'
    default:
      return undefined
  }
}

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: [' character', ' characters'],
  array: [' entry', ' entries'],
}
const unitOf = (origin: string, count: number | bigint): string =>
  units[origin]?.[Number(count) === 1 ? 0 : 1] ?? ''

function given(input: unknown): string {
  if (input === undefined) return ''
  if (input === null) return ', and stands empty'
  return `, not ${Array.isArray(input) ? 'a list' : typeof input === 'object' ? 'a map' : `a ${typeof input}`}`
}

/** Each place that an issue of the form is about. */
export function objectionsOf(issue: Issue): Objection[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], wants: `does not take "${key.slice(0, 40)}"` }))
  if (issue.code === 'invalid_key')
    return issue.issues.slice(0, 1).map(({ message }) => ({ path, wants: message }))
  return [{ path, wants: issue.message }]
}
