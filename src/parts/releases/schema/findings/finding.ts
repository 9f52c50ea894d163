import type { ScriptPlace } from '../changes/change.ts'
import type { RuleId } from './rule.ts'

/** What a rule found. */
export interface Finding {
  /** Stable: the same for the same change, whatever else is in the diff. Of several that are alike the second ends in `#2`. */
  id: string
  rule: RuleId
  /** What it adds to the score, 0 to 100: the rule's, scaled by what is known of the table's size. */
  severity: number
  /** The rule's own for this case. */
  baseSeverity: number
  /** Key of a table, as in `rowCounts`; null: of none. */
  table: string | null
  columns: readonly string[]
  /** What the schema calls them; null where it does not. */
  model: string | null
  field: string | null
  /** Of a suspected or certain rename: the new name in the database. */
  renamedTo: string | null
  /** One or two sentences about this case. */
  message: string
  /** SQL that does it better, or looks first; null: there is none to give. */
  sql: string | null
  /** The file of the author's migration; null where none was given, or it leaves this out. */
  migrationFile: string | null
  /** The line in that file; without a migration, in the engine's SQL. */
  migrationLine: number | null
}

/** What a rule says of a case; the rest follows. */
export interface Found {
  rule: RuleId
  /** Default: the rule's. */
  severity?: number
  /** Where the caller says that the table has many rows; default: the same. */
  severityOfLarge?: number
  table?: string | null
  columns?: readonly string[]
  /** What the schema calls the enum that it is about. */
  enum?: string
  renamedTo?: string
  /** What tells it from others of the same rule at the same place. */
  detail?: string
  message: string
  sql?: string | null
  place?: ScriptPlace | null
}
