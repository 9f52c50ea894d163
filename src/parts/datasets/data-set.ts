import type { z } from 'zod'

/** What to ask of a provider, behind its API address. */
export interface Question {
  path: string
  query?: Record<string, string>
}

/** `complete`: every item the provider has. `since`: what began after that moment, which finds new ones alone. */
export type Scope = { kind: 'complete' } | { kind: 'since'; after: Date }

/** Where a listing stands; kept with the rows of each page, so that a killed sync goes on from there. */
export type Position = Record<string, string | number>

/** An item as the columns hold it. */
export interface Item {
  /** The provider's own id, as text. */
  id: string
  startsAt: Date
  /** `YYYY-MM-DD` on the person's own wall. */
  localDate: string
  /** What statistics are grouped by. */
  kind: string
  isPrivate: boolean
  /** What is kept of it. */
  body: object
}

/**
 * What a connection of some provider unlocks, declared once: its name, its calls, its schedule and its shape. A further
 * provider of the same shape is one more declaration.
 */
export interface DataSet {
  /** Permanent; in our tables. */
  name: string
  /** Providers whose connections have it. */
  providers: readonly string[]
  title: string
  /** The provider posts events that name its items, as Strava's push subscriptions do. */
  pushes: boolean
  /** From the end of one sync to the next. */
  everySeconds: number
  /** How far an incremental listing looks back, for what was begun earlier and came later. */
  overlapSeconds: number
  /** A complete listing at least this often: it alone notices what was deleted or changed without an event. */
  completeEverySeconds: number
  /** Where a listing begins. */
  begin(scope: Scope): Position
  /** The next page from there. */
  ask(position: Position): Question
  /** One page as the provider answered it. @throws when it is of another form */
  read(text: string, position: Position): { items: Item[]; next: Position | null }
  /** Single documents fetched by every sync, kept as figures for the public and the owner alike. */
  documents: readonly DataDocument[]
  /** The item with this id. */
  askOne?(id: string): Question
  readOne?(text: string): Item
}

export interface DataDocument {
  figure: string
  ask(providerSubject: string): Question
  schema: z.ZodType<object>
}
