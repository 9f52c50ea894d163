import { type Catalogue, columnOf } from '../catalogue/catalogue.ts'
import type { Finding } from '../findings/finding.ts'
import { rules } from '../findings/rule.ts'
import type { Outlined } from '../text/outline.ts'
import type { Place } from '../text/schema-file.ts'
import type { ReportedFinding } from './report.ts'

/** Points at the line where people look for it: of a rename at the new name. */
export function reported(finding: Finding, base: Side, target: Side, otherwise: string): ReportedFinding {
  const { title, remedy } = rules[finding.rule]
  const place = placeIn(target.outline, renamed(finding, target)) ?? { file: otherwise, line: 1 }
  return { ...finding, title, remedy, place, basePlace: placeIn(base.outline, finding) }
}

/** One of the two schemas, for finding places in it. */
export interface Side {
  outline: ReadonlyMap<string, Outlined>
  catalogue: Catalogue
}

function renamed(finding: Finding, { catalogue }: Side): Pick<Finding, 'model' | 'field'> {
  const { table, columns, renamedTo } = finding
  if (renamedTo === null) return finding
  if (columns.length === 0) return { model: catalogue.tables.get(renamedTo)?.model ?? null, field: null }
  const field = columnOf(catalogue.tables.get(table ?? ''), renamedTo)?.field ?? null
  return { model: finding.model, field }
}

function placeIn(outline: Side['outline'], { model, field }: Pick<Finding, 'model' | 'field'>): Place | null {
  const outlined = outline.get(model ?? '')
  if (!outlined) return null
  const { file, line } = outlined.members.get(field ?? '') ?? outlined
  return { file, line }
}
