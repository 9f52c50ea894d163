import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Finding } from '../findings/finding.ts'
import { type Named, namedAfter } from '../findings/named.ts'
import type { Ignore, SchemaIgnore } from '../text/ignores.ts'
import type { Place } from '../text/schema-file.ts'
import type { Dated } from './fresh.ts'
import type { ScriptIgnore } from './script-ignores.ts'

/** Comments of the schema after and of the author's migration, which is new as a whole. */
export interface Ignores extends Dated {
  migration: readonly ScriptIgnore[]
}

/** A finding that an author answered: it is shown, and adds nothing. */
export interface Answered {
  finding: Finding
  reason: string
  /** Where the comment stands. */
  at: Place
}

/** What comments answer, and what they do not. */
export interface Hearing {
  kept: readonly Finding[]
  ignored: readonly Answered[]
  /** New comments with a reason, and none of the findings is theirs. */
  idle: readonly Ignore[]
}

/**
 * Splits off what comments answer (X8). A comment at a field answers for it; where that field has no such finding, as with a
 * column that is gone, for its model. One for a dropped table answers wherever it stands outside of blocks. One without a reason
 * answers nothing.
 */
export function setAside(findings: readonly Finding[], ignores: Ignores, target: Catalogue): Hearing {
  const isMet = meetingOf(findings, target)
  const [inSchema, inMigration] = [ofRules(ignores.fresh), ofRules(ignores.migration)]
  const kept: Finding[] = []
  const ignored: Answered[] = []
  for (const finding of findings) {
    const answer =
      inSchema.get(finding.rule)?.find((ignore) => isMet(ignore, finding)) ??
      inMigration.get(finding.rule)?.find((ignore) => isBeside(ignore, finding))
    if (answer) ignored.push({ finding, reason: answer.reason, at: placeOf(answer) })
    else kept.push(finding)
  }
  const found = Map.groupBy(findings, ({ rule }) => rule as string)
  const isIdle = <Kind extends Ignore>(ignore: Kind, meets: (ignore: Kind, finding: Finding) => boolean) =>
    ignore.reason !== '' && !found.get(ignore.rule)?.some((finding) => meets(ignore, finding))
  return {
    kept,
    ignored,
    idle: [
      ...ignores.fresh.filter((ignore) => isIdle(ignore, isMet)),
      ...ignores.migration.filter((ignore) => isIdle(ignore, isBeside)),
    ],
  }
}

/** Old comments that would answer one of these findings, were they new. */
export function outdated(findings: readonly Finding[], { old }: Ignores, target: Catalogue): SchemaIgnore[] {
  const isMet = meetingOf(findings, target)
  const found = Map.groupBy(findings, ({ rule }) => rule as string)
  return old.filter(
    (ignore) =>
      ignore.reason !== '' && found.get(ignore.rule)?.some((finding) => isMet(ignore, finding)) === true,
  )
}

const placeOf = ({ file, line }: Place): Place => ({ file, line })

const ofRules = <Kind extends Ignore>(ignores: readonly Kind[]): Map<string, Kind[]> =>
  Map.groupBy(
    ignores.filter(({ reason }) => reason !== ''),
    ({ rule }) => rule,
  )

const isBeside = ({ file, statementLine }: ScriptIgnore, finding: Finding): boolean =>
  statementLine !== null && statementLine === finding.migrationLine && file === finding.migrationFile

/** Whether a comment of a finding's rule stands where it answers that one, of all that were found. */
function meetingOf(
  all: readonly Finding[],
  target: Catalogue,
): (ignore: SchemaIgnore, finding: Finding) => boolean {
  const after = new Map(all.map((finding) => [finding, namedAfter(finding, target)]))
  const namesOf = (finding: Finding): Named[] => [finding, after.get(finding)!]
  const fields = new Set(
    all.flatMap((finding) => namesOf(finding).map((named) => fieldKey(finding.rule, named))),
  )
  return ({ rule, model, field, isInside }, finding) => {
    if (model === null) return true
    const names = namesOf(finding).filter((each) => each.model === model)
    if (isOfWholeTable(finding)) return !isInside || names.length > 0
    if (names.length === 0) return false
    return (
      field === null ||
      names.some((each) => each.field === field) ||
      !fields.has(fieldKey(rule, { model, field }))
    )
  }
}

const fieldKey = (rule: string, { model, field }: Named): string => [rule, model, field].join('\0')

const isOfWholeTable = ({ rule }: Finding): boolean => rule === 'D1' || rule === 'D4'
