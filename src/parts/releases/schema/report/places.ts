import { type Catalogue, columnOf } from '../catalogue/catalogue.ts'
import type { Finding } from '../findings/finding.ts'
import { type Named, namedAfter } from '../findings/named.ts'
import { type RuleId, rules } from '../findings/rule.ts'
import type { Outlined } from '../text/outline.ts'
import type { Place, SchemaFile } from '../text/schema-file.ts'
import type { ReportedFinding } from './report.ts'

/** One of the two schemas, for finding places in it. */
export interface Side {
  files: readonly SchemaFile[]
  outline: ReadonlyMap<string, Outlined>
  catalogue: Catalogue
}

/** Points at the line where people look for it: of a rename at the new name, of what is gone where it stood. */
export function reported(finding: Finding, base: Side, target: Side): ReportedFinding {
  const { title, remedy } = rules[finding.rule]
  const basePlace = placeIn(base, finding, finding)
  const place = placeIn(target, finding, namedAfter(finding, target.catalogue)) ??
    (basePlace && whereItStood(basePlace, base, target)) ?? { file: target.files[0]!.path, line: 1 }
  return { ...finding, title, remedy, place, basePlace }
}

function placeIn({ outline, catalogue }: Side, finding: Finding, { model, field }: Named): Place | null {
  const outlined = outline.get(model ?? '')
  if (!outlined) return null
  const { file, line } = keyOf(finding, catalogue, outlined) ?? outlined.members.get(field ?? '') ?? outlined
  return { file, line }
}

/** Rules that are about an index or a key. */
const ofKeys = new Set<RuleId>(['L1', 'L5', 'U1', 'P1', 'I1'])

function keyOf(
  { rule, table, columns }: Finding,
  { tables }: Catalogue,
  { keys }: Outlined,
): Place | undefined {
  if (!ofKeys.has(rule)) return undefined
  const fields = columns.map((name) => columnOf(tables.get(table ?? ''), name)?.field).join()
  return keys.find((key) => key.fields.join() === fields)
}

/** The end of what is left above it in its file, else the beginning of what is left below; null where the file is gone, too. */
function whereItStood({ file: old, line }: Place, base: Side, target: Side): Place | null {
  // Two schemas of one file each are that file before and after, whatever it is called.
  const isOnly = base.files.length === 1 && target.files.length === 1
  const file = isOnly ? target.files[0]!.path : old
  if (!target.files.some(({ path }) => path === file)) return null
  const neighbours = [...base.outline.values()]
    .filter((each) => each.file === old)
    .toSorted((one, other) => one.line - other.line)
    .flatMap((before) => {
      const after = target.outline.get(before.name)
      return after?.file === file ? [{ before, after }] : []
    })
  const above = neighbours.findLast(({ before }) => before.line < line)?.after.lastLine
  return { file, line: above ?? neighbours[0]?.after.line ?? 1 }
}
