import { type Catalogue, columnOf } from '../catalogue/catalogue.ts'
import type { Finding } from './finding.ts'

/** What a schema calls a thing; null where it does not. */
export type Named = Pick<Finding, 'model' | 'field'>

/** What the schema after calls what a finding is about: of a rename the new name. */
export function namedAfter(finding: Finding, { tables }: Catalogue): Named {
  const { table, columns, renamedTo, model, field } = finding
  if (renamedTo === null) return { model, field }
  if (columns.length === 0) return { model: tables.get(renamedTo)?.model ?? null, field: null }
  return { model, field: columnOf(tables.get(table ?? ''), renamedTo)?.field ?? null }
}
