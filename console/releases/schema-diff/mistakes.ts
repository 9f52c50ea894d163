import { Problem } from '../../problem.ts'
import type { Mistake } from '../source/source-field.tsx'

export type Sides = { base: Mistake[]; target: Mistake[]; migration: Mistake[] }

/** What the server says is wrong in a schema or a migration, by side and line. */
export function mistakesOf(error: unknown): Sides {
  const sides: Sides = { base: [], target: [], migration: [] }
  if (!(error instanceof Problem) || error.code !== 'SCHEMA_INVALID') return sides
  const { side, violations } = error.members
  const mistakes = sides[side as keyof Sides]
  if (!mistakes || !Array.isArray(violations)) return sides
  for (const violation of violations as { line?: unknown; message?: unknown; wants?: unknown }[])
    mistakes.push({
      line: typeof violation.line === 'number' ? violation.line : null,
      text: String(violation.message ?? violation.wants ?? 'is not valid'),
    })
  return sides
}
