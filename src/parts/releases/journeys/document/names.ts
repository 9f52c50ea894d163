import type { Objection } from './problem.ts'
import { ownNames } from './step.ts'
import { namesIn, strayIn } from './template.ts'

/**
 * Variables that nothing sets before they are used, and what looks like a variable and is none. Of whatever a document says:
 * they are told beside what is wrong with its form.
 */
export function unknownNames(document: unknown): Objection[] {
  const { variables, secrets, steps, cleanup } = membersOf(document)
  const known = new Set([...ownNames, ...Object.keys(membersOf(variables))])
  const found: Objection[] = []
  for (const [list, given] of Object.entries({ steps, cleanup }))
    for (const [index, step] of listOf(given).entries()) {
      for (const [path, text] of textsIn(step)) {
        const wants = objectionTo(membersOf(secrets), known, text)
        if (wants !== null) found.push({ path: [list, index, ...path], wants })
      }
      for (const name of setBy(membersOf(step))) known.add(name)
    }
  return found
}

const ofRun: ReadonlySet<string> = new Set(['id', 'attempt'])

type Members = Readonly<Record<string, unknown>>

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function objectionTo(secrets: Members, known: ReadonlySet<string>, text: string): string | null {
  const [stray] = strayIn(text)
  if (stray !== undefined) return `wants a variable such as {{orderId}}, not ${stray.slice(0, 40)}`
  for (const name of namesIn(text)) {
    const [root, member] = name.split('.') as [string, string?]
    if (!known.has(root)) return `{{${name}}} is not set by anything before it`
    if (root === 'run' && member !== undefined && !ofRun.has(member))
      return `wants {{run.id}} or {{run.attempt}}, not {{${name}}}`
    if (root === 'secrets' && (member === undefined || !Object.hasOwn(secrets, member)))
      return `{{${name}}} is not among the document's secrets`
  }
  return null
}

/** Every text of a value, with its place; names of members hold no variables. */
function textsIn(value: unknown, path: (string | number)[] = []): [(string | number)[], string][] {
  if (typeof value === 'string') return [[path, value]]
  if (Array.isArray(value)) return value.flatMap((each, index) => textsIn(each, [...path, index]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => textsIn(each, [...path, name]))
}

const setBy = ({ person, totp, extract }: Members): string[] => [
  ...[membersOf(person).as, membersOf(totp).as].filter((name) => typeof name === 'string'),
  ...Object.keys(membersOf(extract)),
]
