/** A place outside the database that takes lines which must not get lost: a file, a syslog receiver. */
export interface Sink {
  /**
   * Resolves once every line is where it belongs; without lines it only looks whether the place is there. Lines of a
   * call that did not resolve may have arrived all the same. Ends soon after `signal` aborts, if the system lets it.
   * @returns what became of the place since the last call; null: nothing
   * @throws SinkTrouble, or an error of the system with its code
   */
  write(lines: readonly string[], signal: AbortSignal): Promise<Change | null>
  /** Gives back what is open. */
  close(): Promise<void>
}

/** What somebody did to the place meanwhile. The lines are in the new one. */
export type Change = 'deleted' | 'replaced' | 'shortened'

/** Why lines were not taken: a code, which is shown and kept. */
export class SinkTrouble extends Error {
  override readonly name = 'SinkTrouble'
  readonly code: string
  constructor(code: string) {
    super(`the sink did not take the lines: ${code}`)
    this.code = code
  }
}
