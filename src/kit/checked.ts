import type { z } from 'zod'
import { faults } from './fault.ts'

/** @throws BAD_JSON with the place of the first character that does not belong there */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const told = /position (\d+)/.exec((error as Error).message)?.[1]
    const position = told === undefined ? text.length : Number(told)
    const before = text.slice(0, position).split('\n')
    throw faults.BAD_JSON(
      { position, line: before.length, column: before.at(-1)!.length + 1 },
      { cause: error },
    )
  }
}

/** Levels of a body or of parameters; deeper ones would end the stack of whoever walks through them. */
const mostLevels = 64

/** The first thing that is taken nowhere: text that PostgreSQL takes for none (U+0000, half a character), or too many levels. */
function oddity(value: unknown, at: string, level = 0): Violation | null {
  if (typeof value === 'string')
    return value.includes('\0') || !value.isWellFormed()
      ? { at: at || '/', wants: 'text without U+0000 and without half characters' }
      : null
  if (typeof value !== 'object' || value === null) return null
  if (level >= mostLevels) return { at: at || '/', wants: `at most ${mostLevels} levels` }
  for (const [name, member] of Object.entries(value)) {
    const odd = oddity(name, at) ?? oddity(member, `${at}/${name}`, level + 1)
    if (odd !== null) return odd
  }
  return null
}

/** One place that is wrong: a JSON pointer, and what belongs there. */
export interface Violation {
  at: string
  wants: string
}

/** @throws BAD_REQUEST naming every place that is wrong, by JSON pointer */
export function checked(schema: z.ZodType, value: unknown): unknown {
  const odd = oddity(value, '')
  if (odd !== null) throw faults.BAD_REQUEST({ violations: [odd] })
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const violations: Violation[] = result.error.issues
    .slice(0, 50)
    .map((issue) => ({ at: `/${issue.path.join('/')}`, wants: issue.message }))
  throw faults.BAD_REQUEST({ violations })
}
