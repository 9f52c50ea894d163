import type { Ignore } from '../text/ignores.ts'
import type { Finding } from '../findings/finding.ts'

/** Comments of both schemas and of the author's migration. */
export interface Ignores {
  base: readonly Ignore[]
  target: readonly Ignore[]
  /** By the line of the statement that each stands above, or beside. */
  migration: readonly (Ignore & { statementLine: number })[]
}

/** A finding that an author answered: it is shown, and adds nothing. */
export interface Answered {
  finding: Finding
  reason: string
}

/**
 * Splits off what comments answer (X8). A comment at a field answers for it; where that field has no such finding, as with a
 * column that is gone, for its model. One for a dropped table answers wherever it stands at the outermost level. One without a
 * reason answers nothing.
 */
export function setAside(
  findings: readonly Finding[],
  ignores: Ignores,
): { kept: Finding[]; ignored: Answered[] } {
  const kept: Finding[] = []
  const ignored: Answered[] = []
  for (const finding of findings) {
    const answer = answerTo(finding, findings, ignores)
    if (answer) ignored.push({ finding, reason: answer.reason })
    else kept.push(finding)
  }
  return { kept, ignored }
}

function answerTo(finding: Finding, all: readonly Finding[], ignores: Ignores): Ignore | undefined {
  const isAbout = (ignore: Ignore) => ignore.reason !== '' && ignore.rules.includes(finding.rule)
  return (
    ignores.target.find((ignore) => isAbout(ignore) && isMet(ignore, finding, all)) ??
    ignores.base.find((ignore) => isAbout(ignore) && isMetInBase(ignore, finding)) ??
    ignores.migration.find((ignore) => isAbout(ignore) && ignore.statementLine === finding.migrationLine)
  )
}

function isMet({ model, field }: Ignore, finding: Finding, all: readonly Finding[]): boolean {
  if (model === null) return true
  if (isOfWholeTable(finding)) return field === null || finding.model === model
  if (finding.model !== model) return false
  if (field === null || finding.field === field) return true
  return !all.some((each) => each.rule === finding.rule && each.model === model && each.field === field)
}

const isOfWholeTable = ({ rule }: Finding): boolean => rule === 'D1' || rule === 'D4'

/** In the schema before, only what stands at the very thing that goes. */
const isMetInBase = ({ model, field }: Ignore, finding: Finding): boolean =>
  model !== null &&
  finding.model === model &&
  (isOfWholeTable(finding) ? true : field !== null && field === finding.field)
