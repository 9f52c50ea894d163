import type { FindingId } from './policy.ts'

/** Something that a team's policy wants said of a change. */
export interface Finding {
  id: FindingId
  severity: 'note' | 'warning'
  /** One sentence of ours; what others wrote stands in `paths` and `names` alone. */
  text: string
  /** What a sensitive path is about. */
  area: string | null
  /** The first of them. */
  paths: readonly string[]
  /** Of the first of them, where there are any: tests, journeys. */
  names: readonly string[]
  /** How many there are. */
  count: number
}

/** As many are shown. */
const mostShown = 20

export const finding = (
  given: Pick<Finding, 'id' | 'severity' | 'text'> & {
    area?: string
    paths?: readonly string[]
    names?: readonly string[]
  },
): Finding => {
  const { paths = [], names = [] } = given
  return {
    id: given.id,
    severity: given.severity,
    text: given.text,
    area: given.area ?? null,
    paths: paths.slice(0, mostShown),
    names: names.slice(0, mostShown),
    count: Math.max(paths.length, names.length),
  }
}

export const many = (count: number, one: string, more = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : more}`
