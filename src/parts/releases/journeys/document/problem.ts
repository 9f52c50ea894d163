/** One mistake of a document: where it stands, and what belongs there. */
export interface Problem {
  /** From 1, as editors count. */
  line: number
  column: number
  /** A JSON pointer; `/` is the document itself. */
  at: string
  wants: string
}

/** A document that is none: every mistake that was found, at most {@link mostProblems}. */
export class Misread extends Error {
  override readonly name = 'Misread'
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ line, at, wants }) => `line ${line}, ${at}: ${wants}`).join('; '))
    this.problems = problems.slice(0, mostProblems)
  }
}

export const mostProblems = 50
