import type { Journey } from './journey.ts'
import { ownNames, type Step } from './step.ts'
import { namesIn, strayIn } from './template.ts'

export interface Misnamed {
  path: (string | number)[]
  wants: string
}

/** Variables that nothing sets before they are used, and what looks like a variable and is none. */
export function unknownNames(journey: Journey): Misnamed[] {
  const known = new Set([...ownNames, ...Object.keys(journey.variables)])
  const found: Misnamed[] = []
  const look = (steps: readonly Step[], list: 'steps' | 'cleanup') => {
    for (const [index, step] of steps.entries()) {
      for (const [path, text] of textsIn(step)) {
        const wants = objectionTo(journey, known, text)
        if (wants !== null) found.push({ path: [list, index, ...path], wants })
      }
      for (const name of setBy(step)) known.add(name)
    }
  }
  look(journey.steps ?? [], 'steps')
  look(journey.cleanup, 'cleanup')
  return found
}

function objectionTo({ secrets }: Journey, known: ReadonlySet<string>, text: string): string | null {
  const [stray] = strayIn(text)
  if (stray !== undefined) return `wants a variable such as {{orderId}}, not ${stray.slice(0, 40)}`
  for (const name of namesIn(text)) {
    const [root, member] = name.split('.') as [string, string?]
    if (!known.has(root)) return `{{${name}}} is not set by anything before it`
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

const setBy = ({ person, totp, extract }: Step): string[] => [
  ...(person ? [person.as] : []),
  ...(totp ? [totp.as] : []),
  ...Object.keys(extract),
]
