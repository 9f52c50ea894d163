/** One mistake of a document: where it stands, and what belongs there. */
export interface Problem {
  /** From 1, as editors count. */
  line: number
  column: number
  /** A JSON pointer; `/` is the document itself. */
  at: string
  wants: string
}

/** The same before its line is looked up. */
export interface Objection {
  path: readonly PropertyKey[]
  wants: string
}

/** A document that is none: every mistake that was found, at most {@link mostProblems}, by its line. */
export class Misread extends Error {
  override readonly name = 'Misread'
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
    super(sorted.map(({ line, at, wants }) => `line ${line}, ${at}: ${wants}`).join('; '))
    this.problems = sorted.slice(0, mostProblems)
  }
}

export const mostProblems = 50
