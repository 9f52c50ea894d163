/**
 * A figure about the whole deployment, or about this process. Named and described as OpenTelemetry does: `keyhold.`, then
 * words parted by dots, the unit (UCUM; what is counted in braces) beside the name. Never a person, a connection or a key
 * in an attribute: figures are kept by others, for long.
 */
export interface Metric {
  name: string
  /** One sentence. */
  help: string
  /** `counter`: of this process, and only rises until that ends. `gauge`: how it stands. */
  kind: 'gauge' | 'counter'
  /** `{person}`, `{session}`, `1` for a share. */
  unit: string
  points: readonly Point[]
}

export interface Point {
  value: number
  attributes?: Readonly<Record<string, string>>
}

/** A figure with no attributes. */
export const plainly = (value: number): readonly Point[] => [{ value }]

/** A figure for each value of one attribute. */
export const pointsBy = (attribute: string, values: Readonly<Record<string, number>>): Point[] =>
  Object.entries(values).map(([name, value]) => ({ value, attributes: { [attribute]: name } }))
