import type { Place } from './schema-file.ts'
import type { Sanitised } from './sanitise.ts'
import { lineCounter } from './schema-file.ts'

/** What is wrong with a schema, at the user's own place. */
export interface Objection extends Place {
  message: string
}

/** That many are told; the first ones say it. */
export const objectionsAtMost = 20

const keywords = new Set(['model', 'enum', 'view', 'type', 'datasource', 'generator'])

/**
 * What can be said of a file's shape without the engine, which takes seconds over thousands of lines that are no schema, and
 * crashes on brackets nested thousands deep.
 */
export function objectionsTo({ path, content, scan }: Sanitised): Objection[] {
  const lineOf = lineCounter(content)
  const at = (index: number, message: string): Objection => ({ file: path, line: lineOf(index), message })
  const nul = content.indexOf('\0')
  if (nul >= 0) return [at(nul, 'A NUL character: this is no text.')]
  if (scan.tooDeepAt !== null) return [at(scan.tooDeepAt, 'Brackets are nested more than 100 deep here.')]
  const found: Objection[] = []
  let from = 0
  for (const { keyword, start, bodyStart, bodyEnd } of scan.blocks) {
    if (found.length >= objectionsAtMost) return found
    const junk = firstWord(scan.bare, from, start)
    if (junk !== null) found.push(at(junk, 'This line begins no block of a Prisma schema.'))
    else if (!keywords.has(keyword))
      found.push(
        at(start, 'A block begins with model, enum, view, type, datasource or generator, and its name.'),
      )
    if (bodyEnd >= content.length) found.push(at(start, 'This block is not closed.'))
    const inner = scan.bare.slice(bodyStart, bodyEnd).indexOf('{')
    if (inner >= 0)
      found.push(at(bodyStart + inner, 'A block stands inside another: a brace was not closed.'))
    from = bodyEnd + 1
  }
  const rest = firstWord(scan.bare, from, scan.bare.length)
  return rest === null ? found : [...found, at(rest, 'This line begins no block of a Prisma schema.')]
}

function firstWord(bare: string, from: number, to: number): number | null {
  const found = bare.slice(from, to).search(/\S/)
  return found < 0 ? null : from + found
}
