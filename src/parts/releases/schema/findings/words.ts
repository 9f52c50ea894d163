import { quoted } from '../catalogue/names.ts'
import type { Situation } from './situation.ts'

/** A table as SQL names it. */
export function tableName({ base, target }: Situation, key: string | null): string {
  const table = target.tables.get(key ?? '') ?? base.tables.get(key ?? '')
  return table ? quoted(table.schema === 'public' ? null : table.schema, table.name) : quoted(key)
}
