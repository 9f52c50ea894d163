import type { EventBook, Happening } from './event.ts'
import type { FaultBook } from './fault.ts'
import type { Job } from './job.ts'
import type { Asked, Caller, Route } from './route.ts'
import type { SettingsSpec } from './settings.ts'
import type { World } from './world.ts'

/**
 * What a part declares. The app hands each declaration to the one reader that asks for it; nobody calls upwards.
 */
export interface Part {
  name: string
  settings?: SettingsSpec
  faults?: FaultBook
  events?: EventBook
  routes?: readonly Route[]
  jobs?: readonly Job[]
  /** Finds the caller of a request; `undefined` when the request carries nothing of this part's kind. */
  recognise?: (
    world: World,
    asked: Asked,
    options: RecogniseOptions,
  ) => Promise<Caller | undefined> | Caller | undefined
  /** Sealed columns, for re-sealing and for the property that none opens in another place. */
  sealed?: readonly SealedColumn[]
  /** How many sealed records wait outside the database, or may: no key they are sealed under is destroyed meanwhile. */
  sealedOutside?: (world: World) => Promise<number>
  /** What this part's entries of the log tell a `generation` of: the proof holds both against each other. */
  generations?: (world: Pick<World, 'sql'>) => AsyncIterable<Standing>
  /** Whether what the part needs is there: part of `/readyz`. Throws in words when not. */
  checks?: readonly Check[]
  /** Runs once before the first request is served. */
  start?: (world: World, house: House) => Promise<void>
}

/** What a part may need of those above it, handed down by the app when the part starts. */
export interface House {
  /** Sealed columns of all parts. */
  sealed: readonly SealedColumn[]
  /** Of all parts together. */
  sealedOutside(world: World): Promise<number>
  /** Of all parts, one behind the other. */
  generations(world: Pick<World, 'sql'>): AsyncIterable<Standing>
  /** Says that something happened, in the caller's transaction. */
  record(world: World, happening: Happening): Promise<void>
}

export interface RecogniseOptions {
  /** A caller known from memory for so long will do; 0 to 5. */
  maxAgeSeconds: number
}

/** A column that holds a sealed secret. `table` and `field` are permanent labels, not SQL names. */
export interface SealedColumn {
  table: string
  field: string
  /** The SQL table and column that hold it today. */
  sqlTable: string
  sqlColumn: string
  /** The SQL column of the row's id. The row also has `account_id` and `subject_id`. */
  rowId: string
  /** The SQL column of the generation, or one for all rows. */
  generation: string | number
}

/** Where the secrets of an object stand. */
export interface Standing {
  /** The object's id, as entries of the log name it. */
  object: string
  /** Above every generation that was ever reserved, 1 and more; it only rises, unless an older row was put back. */
  nextGeneration: number
}

export interface Check {
  name: string
  run(world: World): Promise<void>
}
