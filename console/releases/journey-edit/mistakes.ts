import { Problem } from '../../problem.ts'
import type { Mistake } from '../source/source-field.tsx'

/** What the server says is wrong, in the order of the lines; nothing of any other problem. */
export function mistakesIn(error: unknown): Mistake[] {
  if (!(error instanceof Problem) || error.code !== 'JOURNEY_INVALID') return []
  const { problems } = error.members
  if (!Array.isArray(problems)) return []
  const mistakes = problems.map((problem: { line?: unknown; at?: unknown; wants?: unknown }) => ({
    line: typeof problem.line === 'number' ? problem.line : null,
    text: [textOf(problem.at), textOf(problem.wants)]
      .filter((part) => part !== '' && part !== '/')
      .join(': '),
  }))
  return mistakes.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0))
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
