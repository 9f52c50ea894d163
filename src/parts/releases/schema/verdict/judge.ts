import { columnOf } from '../catalogue/catalogue.ts'
import { findRenames, type Rename } from '../renames/find.ts'
import { renameFindings } from '../renames/findings.ts'
import { withoutExplained } from '../renames/explained.ts'
import { demands } from '../rules/demands.ts'
import { enumChanges } from '../rules/enums.ts'
import type { Finding, Found } from '../findings/finding.ts'
import { locks } from '../rules/locks.ts'
import { losses } from '../rules/losses.ts'
import { others } from '../rules/others.ts'
import { relations } from '../rules/relations.ts'
import { statements } from '../rules/statements.ts'
import { rules } from '../findings/rule.ts'
import { changesOfExisting, type Placed, type Situation } from '../findings/situation.ts'
import type { Ignore } from '../text/ignores.ts'
import { type Hearing, type Ignores, outdated, setAside } from './ignoring.ts'
import { isLarge, type Level, levelOf, scoreOf, severitiesOf } from './score.ts'

export interface Verdict extends Pick<Hearing, 'ignored' | 'idle'> {
  findings: readonly Finding[]
  /** Comments that stood in the schema before, and would answer one of the findings. */
  outdated: readonly Ignore[]
  renames: readonly Rename[]
  score: number
  level: Level
}

/** By model or by table, as the caller counted. */
export type RowCounts = Readonly<Record<string, number>>

export function judge(situation: Situation, ignores: Ignores, rowCounts: RowCounts): Verdict {
  const placed = changesOfExisting(situation)
  const renames = findRenames(situation, placed)
  const found = [
    ...losses(situation, placed),
    ...renameFindings(renames),
    ...enumChanges(situation, placed),
    ...statements(situation, placed),
    ...demands(situation, placed),
    ...locks(situation, placed),
    ...relations(situation),
    ...others(situation, placed),
  ]
  const rowsOf = counterOf(situation, rowCounts)
  const findings = distinct(found.map((each) => findingOf(situation, each, rowsOf)))
  const { kept, ignored, idle } = setAside(findings, ignores, situation.target)
  const weighed = weigh(placed, withoutExplained(situation, renames, kept), rowsOf)
  const score = scoreOf(weighed.map(({ severity }) => severity))
  return {
    findings: inOrder(weighed),
    ignored,
    idle,
    outdated: outdated(weighed, ignores, situation.target),
    renames,
    score,
    level: levelOf(score),
  }
}

/** Rows of a table by its key, as the caller counted them; null: nobody said. */
type RowsOf = (table: string | null) => number | null

const counterOf =
  ({ base }: Situation, rowCounts: RowCounts): RowsOf =>
  (table) => {
    const model = base.tables.get(table ?? '')?.model
    return rowCounts[table ?? ''] ?? (model ? rowCounts[model] : undefined) ?? null
  }

function findingOf({ base, target }: Situation, found: Found, rowsOf: RowsOf): Finding {
  const { rule, table = null, columns = [], detail } = found
  const severity =
    (isLarge(rowsOf(table)) ? found.severityOfLarge : undefined) ?? found.severity ?? rules[rule].severity
  const [before, after] = [base.tables.get(table ?? ''), target.tables.get(table ?? '')]
  const single = columns.length === 1 ? columns[0]! : null
  const column = single === null ? undefined : (columnOf(after, single) ?? columnOf(before, single))
  return {
    id: [rule, [table, ...columns].filter((part) => part !== null).join('.'), detail]
      .filter(Boolean)
      .join(' '),
    rule,
    severity,
    baseSeverity: severity,
    table,
    columns,
    model: found.enum ?? after?.model ?? before?.model ?? null,
    field: column?.field ?? null,
    renamedTo: found.renamedTo ?? null,
    message: found.message,
    sql: found.sql ?? null,
    migrationFile: found.place?.file ?? null,
    migrationLine: found.place?.line ?? null,
  }
}

/**
 * What is found twice at one place is told once, as the gravest of it: something harmless behind it takes nothing back. What is
 * found again elsewhere is another one, and its id ends in `#2`. What weighs nothing is not told.
 */
const distinct = (findings: readonly Finding[]): Finding[] =>
  [...Map.groupBy(findings, ({ id }) => id).values()].flatMap((alike) =>
    gravestOfPlaces(alike).map((finding, index) =>
      index === 0 ? finding : { ...finding, id: `${finding.id} #${index + 1}` },
    ),
  )

function gravestOfPlaces(findings: readonly Finding[]): Finding[] {
  const gravest = new Map<string, Finding>()
  for (const finding of findings) {
    const { table, columns, migrationFile, migrationLine, severity } = finding
    const place = [table, ...columns, migrationFile, migrationLine].join('\0')
    if (severity > (gravest.get(place)?.severity ?? 0)) gravest.set(place, finding)
  }
  return [...gravest.values()]
}

function weigh(placed: readonly Placed[], findings: readonly Finding[], rowsOf: RowsOf): Finding[] {
  // What is said of the whole migration waits for the largest table that it touches.
  const touched = [...new Set(placed.flatMap(({ table }) => (table === null ? [] : [table])))].map(rowsOf)
  const largest = touched.length > 0 && touched.every((rows) => rows !== null) ? Math.max(...touched) : null
  const severities = severitiesOf(
    findings.map(({ rule, baseSeverity, table }) => ({
      rule,
      baseSeverity,
      rows: table === null ? largest : rowsOf(table),
    })),
  )
  return findings.map((finding, index) => ({ ...finding, severity: severities[index]! }))
}

/** The gravest first, then by name: the same diff is always told in the same order. */
const inOrder = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted(
    (one, other) => other.severity - one.severity || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0),
  )
