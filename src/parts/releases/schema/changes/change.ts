import type { ColumnType } from '../catalogue/column-type.ts'

/** One thing that a migration does, whoever wrote it. `table` is a key as in the catalogue. */
export type Change =
  | { kind: 'create table'; table: string; columns: readonly string[] }
  | { kind: 'drop table'; table: string }
  | { kind: 'add column'; table: string; column: string; isRequired: boolean; default: AddedDefault | null }
  | { kind: 'drop column'; table: string; column: string }
  | AlteredType
  | { kind: 'set not null'; table: string; column: string }
  | { kind: 'drop not null'; table: string; column: string }
  | { kind: 'set default'; table: string; column: string; text: string }
  | { kind: 'drop default'; table: string; column: string }
  | IndexChange
  | { kind: 'drop index'; name: string; isConcurrent: boolean }
  | AddedForeignKey
  | { kind: 'add primary key'; table: string; columns: readonly string[] }
  | AddedUnique
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
  | { kind: 'move table'; table: string; to: string }
  | { kind: 'rename schema'; schema: string; to: string }
  /** All of them, or more than anybody named: `DELETE` without a condition. */
  | { kind: 'delete rows'; table: string; by: 'TRUNCATE' | 'DELETE' | 'MERGE' }
  /** In every row, by a value that is not worked out of the row. */
  | { kind: 'overwrite column'; table: string; column: string; by: 'UPDATE' | 'USING' }
  /** In every row where it was empty, by something that is not NULL itself. */
  | { kind: 'fill column'; table: string; column: string }
  /** With all that hangs on it. `object` in PostgreSQL's words: `SCHEMA`. */
  | { kind: 'drop whole'; object: string; name: string }
  /** A view, a function or a procedure, whose text is not read. `object` and `name` as above. */
  | { kind: 'create object'; object: string; name: string }
  /** Nobody else can write until it is done. `table`: null of more than one. */
  | { kind: 'lock'; table: string | null; by: string; isWrittenAnew: boolean }
  | { kind: 'run program' }
  /** `value`: null where it is put back. `isLocal`: until the transaction ends. */
  | { kind: 'set'; name: string; value: string | null; isLocal: boolean }
  | { kind: 'begin' }
  | { kind: 'commit' }
  /** Anything else; `what` names it in PostgreSQL's words. `table`: the one that it alters. */
  | { kind: 'other'; what: string; table: string | null }

export interface AlteredType {
  kind: 'alter type'
  table: string
  column: string
  type: ColumnType
  /** To `BIGSERIAL` and the like, which only a new column can be. */
  isSerial: boolean
  /** Where the new values come from: a cast of the old ones, something worked out, or one value for all rows. */
  from: 'cast' | 'worked out' | 'one value'
}

export interface IndexChange {
  kind: 'create index'
  name: string
  table: string
  /** Columns alone; an expression is left out. */
  columns: readonly string[]
  isUnique: boolean
  isConcurrent: boolean
}

export interface AddedUnique {
  kind: 'add unique'
  name: string
  table: string
  columns: readonly string[]
  fromIndex: boolean
  /** What an index would say behind its columns. */
  tail: string
}

export interface AddedForeignKey {
  kind: 'add foreign key'
  name: string
  table: string
  columns: readonly string[]
  /** Key of a table. */
  refersTo: string
  /** Empty: its primary key. */
  referredColumns: readonly string[]
  isValidated: boolean
}

export interface AddedDefault {
  /** Worked out anew for each row: the whole table is written anew. */
  isVolatile: boolean
}

/** Where a statement begins. */
export interface ScriptPlace {
  /** Of an author's migration; null: the engine's SQL. */
  file: string | null
  /** From 1. */
  line: number
}

/** One statement of a script. */
export interface Statement {
  /** Null where nothing was read. */
  place: ScriptPlace | null
  /** As it may be shown: without comments and secrets (X11). */
  sql: string
  changes: readonly Change[]
  /** Quoted text in it: an enum's value may be among them. */
  constants: readonly string[]
  /** Equal for statements that do the same; one for each act of an ALTER TABLE. */
  signatures: readonly string[]
}

export const changesOf = (script: readonly Statement[]): Change[] => script.flatMap(({ changes }) => changes)
