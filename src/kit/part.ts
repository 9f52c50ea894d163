import type { EventBook, Happening } from './event.ts'
import type { FaultBook } from './fault.ts'
import type { FlagGrounds } from './flags.ts'
import type { Job } from './job.ts'
import type { Metric } from './metric.ts'
import type { Asked, Caller, Route } from './route.ts'
import type { SettingsSpec } from './settings.ts'
import type { World } from './world.ts'

/**
 * What a part declares. The app hands each declaration to the one reader that asks for it; nobody calls upwards.
 */
export interface Part {
  name: string
  settings?: SettingsSpec
  faults?: FaultBook | readonly FaultBook[]
  events?: EventBook
  routes?: readonly Route[]
  jobs?: readonly Job[]
  /** Finds the caller of a request; `undefined` when the request carries nothing of this part's kind. */
  recognise?: (
    world: World,
    asked: Asked,
    options: RecogniseOptions,
  ) => Promise<Caller | undefined> | Caller | undefined
  /** Finds who signed a body, for the routes that take a signature in place of a key. */
  signatures?: Signatures
  /** Its features that can be switched, and what its settings say of them. */
  flags?: (world: World) => FlagGrounds
  /** Sealed columns, for re-sealing and for the property that none opens in another place. */
  sealed?: readonly SealedColumn[]
  /** How many sealed records wait outside the database, or may: no key they are sealed under is destroyed meanwhile. */
  sealedOutside?: (world: World) => Promise<number>
  /** What this part's entries of the log tell a `generation` of: the proof holds both against each other. */
  generations?: (world: Pick<World, 'sql'>) => AsyncIterable<Standing>
  /** What this part keeps of people, for who asks for a copy, and for the end of it. */
  personal?: Personal
  /** Whether what the part needs is there: part of `/readyz`. Throws in words when not. */
  checks?: readonly Check[]
  /** How this part stands, in figures: read when somebody asks for them, as no account. */
  metrics?: (world: World) => Promise<readonly Metric[]>
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
  /** Of all parts, lowest first. */
  personal: readonly Personal[]
  /** Of each part that has figures, lowest first. */
  metrics: readonly { part: string; read(world: World): Promise<readonly Metric[]> }[]
  /** Says that something happened, in the caller's transaction. */
  record(world: World, happening: Happening): Promise<void>
}

export interface Signatures {
  /** Whether the request carries a signature that may be good, told without its body; without a secret none can be. */
  isGiven(world: World, asked: Asked): 'none' | 'malformed' | 'no secret' | 'given'
  /** Takes in that a body was refused: its signature is wrong, or there is none and no key either. */
  refused(world: World): void
  /** Whose it is; null when it is not of these bytes. */
  callerOf(world: World, asked: Asked, raw: Buffer): Promise<Caller | null>
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

/** What a part keeps of people, and of the accounts that are theirs. */
export interface Personal {
  /** Tables of rows by account, those first that others refer to: copied in this order, erased in the other. */
  tables: readonly PersonalTable[]
  /**
   * Ends what reaches beyond the database before the rows go, such as a grant at a provider. Called again and again, in no
   * transaction, while the account is fenced. @returns whether nothing is left to end
   */
  end?(world: World, accountId: string): Promise<boolean>
  /**
   * Ends the ways into and out of an account that others may have laid before its owner proved the address. In the
   * caller's transaction, bound to the account.
   */
  disown?(world: World, accountId: string): Promise<void>
}

export interface PersonalTable {
  table: string
  /** Columns of the copy that a person gets. None: rows that tell nothing but that something is under way. */
  shown: readonly string[]
  /** Sealed columns, declared in `sealed`, that are the person's own words: they leave in clear. */
  opened?: readonly string[]
  /** Columns that stay inside: secrets, hashes, and what is about the machinery. */
  hidden?: readonly string[]
  /** Of a table that grows for ever: by which column the newest rows are taken, and how many. */
  newest?: { by: string; most: number }
  /** Its rows are not erased by name: they go with those of another table, or stay under a name that leads nowhere. */
  goesWith?: string
  /** Under which name the operator sees how many there are. */
  counted?: string
}

/** Where the secrets of an object stand. */
export interface Standing {
  /** The object's id, as entries of the log name it. */
  object: string
  /** Of the secrets it shows. */
  generation: number
  /** Above every generation that was ever reserved, 1 and more; it only rises, unless an older row was put back. */
  nextGeneration: number
}

export interface Check {
  name: string
  run(world: World): Promise<void>
}
