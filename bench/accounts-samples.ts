import type { Loaded } from './account-callers.ts'
import type { BetterAuthKind } from './better-auth.ts'
import type { Enumeration } from './enumeration.ts'

export const connectionCounts = [1, 16] as const

export type Measured = 'session' | 'sign-in'
export type Contender = 'Keyhold' | `Better Auth, ${BetterAuthKind}`

export interface AccountsSample extends Loaded {
  what: Measured
  contender: Contender
  connections: number
  round: number
}

export interface AccountsMeasured {
  /** Of Better Auth; or why it was not there. */
  beside: { version: string } | { why: string }
  samples: AccountsSample[]
  enumeration: Enumeration
}
