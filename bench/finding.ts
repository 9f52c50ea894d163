/** What a measurement beside the reads has found: a few lines for a person, and whether it is what was wanted. */
export interface Finding {
  title: string
  /** Everything measured, for the report as JSON. */
  figures: object
  lines: readonly string[]
  wanted: readonly Wanted[]
}

export interface Wanted {
  text: string
  isReached: boolean
}
