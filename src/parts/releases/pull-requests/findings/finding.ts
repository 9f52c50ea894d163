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
  /** Of the first of them, where there are any: tests, journeys, findings. */
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

/** Nobody is to take silence for an answer about what was not looked at: `names` are the findings that may be missing. */
export const lookedAtInPart = (...missing: FindingId[]): Finding =>
  finding({
    id: 'looked-at-in-part',
    severity: 'warning',
    text: 'Too many paths and patterns to compare them all: there may be more to find.',
    names: missing,
  })

export const many = (count: number, one: string, more = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : more}`
