import type { Totals } from '../facts/change.ts'
import type { FileFact } from '../facts/file-fact.ts'
import type { Ownership } from '../findings/owners.ts'

export const states = ['open', 'closed', 'merged'] as const
export type State = (typeof states)[number]

/** What somebody tells of a pull request, whoever it is: a code host's event, a CI's JSON, or a listing of git's. */
export interface Telling {
  number: number
  /** By the code host's clock; null where a CI did not pass that on. */
  toldAt: Date | null
  /** What happened, by the code host's names: `synchronize` comes with the head before. */
  action: string | null
  before: string | null
  /** Members that are left out were not told. */
  title?: string
  labels?: readonly string[]
  isDraft?: boolean
  state?: State
  baseBranch?: string
  headBranch?: string
  openedAt?: Date
  endedAt?: Date
  mergeSha?: string
  /** Null where no commit is named. */
  headSha: string | null
  baseSha: string | null
  /** Each file; else the totals; else neither. */
  files: readonly FileFact[] | null
  totals: Totals | null
  /** What CODEOWNERS says of the files; left out: nobody looked. */
  ownership?: Ownership
  /** What the sender counted and scored itself. */
  note: Note | null
  /** What its text says that it takes back. */
  reverts: Reverts
}

/** Kept as it was sent, and used for nothing (P1). */
export interface Note {
  changedFilesCount: number
  sensitivePathsCount: number
  riskScore: number
  metadata: Readonly<Record<string, unknown>> | null
}

export interface Reverts {
  numbers: readonly number[]
  commits: readonly string[]
}
