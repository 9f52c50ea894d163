import type { Seen } from './seen.ts'
import type { Window } from './window.ts'

/** Numbers and words that a rule decided by. Never a secret, an address or a name. */
export type Inputs = Readonly<Record<string, number | string>>

/** A rule found something. */
export interface Found {
  inputs: Inputs
  /** Where what it found weighs otherwise than usual. */
  weight?: number
  atMost?: number
}

/**
 * One thing that is odd, as data and a pure function. What it found adds its weight to the score, up to `atMost` however
 * often it finds it again, and fades.
 */
export interface Rule {
  /** Permanent: it stands in the log. */
  name: string
  /** What it looks for, one sentence. */
  text: string
  weight: number
  atMost: number
  /** After it found something it does not look again for so long. */
  restSeconds: number
  /** Found again of the same principal within so long it is not told again. */
  tellAgainHours: number
  /** Looks at keys alone: of a network it would be no news. */
  ofKeysAlone?: true
  /** Nothing honest does it, so no sum is needed to act. */
  isCertain?: true
  finds(window: Window, seen: Seen): Found | null
  /** What it found is used up: to find it again takes new requests. */
  spend?(window: Window): void
  /** For people. */
  words(inputs: Inputs): string
}
