import { noHash } from './format.ts'

/** Where a verification ended: the next one may go on there. Kept outside the database, as it vouches for all before. */
export interface Reached {
  epoch: number
  xidTo: bigint
  no: bigint
  seq: bigint
  hash: Buffer
  edge: readonly Buffer[]
}

export const beginning: Reached = { epoch: 1, xidTo: 0n, no: 0n, seq: 0n, hash: noHash, edge: [] }
