import type { ColumnType } from '../catalogue/column-type.ts'

/** One thing that a migration does, whoever wrote it. `table` is a key as in the catalogue. */
export type Change =
  | { kind: 'create table'; table: string; columns: readonly string[] }
  | { kind: 'drop table'; table: string }
  | { kind: 'add column'; table: string; column: string; isRequired: boolean; default: AddedDefault | null }
  | { kind: 'drop column'; table: string; column: string }
  | { kind: 'alter type'; table: string; column: string; type: ColumnType }
  | { kind: 'set not null'; table: string; column: string }
  | { kind: 'drop not null'; table: string; column: string }
  | { kind: 'set default'; table: string; column: string; text: string }
  | { kind: 'drop default'; table: string; column: string }
  | IndexChange
  | { kind: 'drop index'; name: string; isConcurrent: boolean }
  | { kind: 'add foreign key'; table: string; name: string; columns: readonly string[]; isValidated: boolean }
  | { kind: 'add primary key'; table: string; columns: readonly string[] }
  | { kind: 'add unique'; table: string; name: string; columns: readonly string[]; fromIndex: boolean }
  /** `notNull`: the column that it keeps from being null, when that is all it does. */
  | { kind: 'add check'; table: string; name: string; isValidated: boolean; notNull: string | null }
  | { kind: 'validate constraint'; table: string; name: string }
  | { kind: 'drop constraint'; table: string; name: string }
  | { kind: 'rename table'; table: string; to: string }
  | { kind: 'rename column'; table: string; column: string; to: string }
  | { kind: 'create enum'; enum: string; values: readonly string[] }
  | { kind: 'add enum value'; enum: string; value: string }
  | { kind: 'rename enum value'; enum: string; value: string; to: string }
  | { kind: 'rename enum'; enum: string; to: string }
  | { kind: 'drop enum'; enum: string }
  | { kind: 'set'; name: string }
  | { kind: 'begin' }
  | { kind: 'commit' }
  /** Anything else; `what` names it in PostgreSQL's words. */
  | { kind: 'other'; what: string }

export interface IndexChange {
  kind: 'create index'
  name: string
  table: string
  /** Columns alone; an expression is left out. */
  columns: readonly string[]
  isUnique: boolean
  isConcurrent: boolean
}

export interface AddedDefault {
  /** Worked out anew for each row: the whole table is written anew. */
  isVolatile: boolean
}

/** One statement of a script. */
export interface Statement {
  /** From 1; null where no file was read. */
  line: number | null
  /** As written. */
  sql: string
  changes: readonly Change[]
  /** Quoted text in it: an enum's value may be among them. */
  constants: readonly string[]
  /** Equal for statements that do the same; one for each act of an ALTER TABLE. */
  signatures: readonly string[]
}

export const changesOf = (script: readonly Statement[]): Change[] => script.flatMap(({ changes }) => changes)
