import type { Fields } from './fields.ts'
import type { Call } from './ledger.ts'

/** What every route is handed beside the request: its line in the ledger, and its parameters already read. */
export interface Work {
  Bindings: { call: Call; fields: Fields }
}
