import { call } from '../api.ts'
import type { AuditFilter } from './filter.ts'

/** The audit log and its proof, as Keyhold tells them. Times are RFC 3339 text in UTC. */

export type AuditEntry = {
  id: string
  at: string
  /** `key`, `operator`, `internal`, `job`, `person`, `anyone`. */
  actorKind: string
  actor: string | null
  action: string
  /** What the action means, one sentence. */
  text: string
  objectKind: string | null
  object: string | null
  outcome: string
  /** So many of the same kind share the entry. */
  n: number
  requestId: string | null
  /** JSON. */
  detail: string | null
}

export type AuditEntries = { entries: AuditEntry[]; nextCursor: string | null }

export type Proof = {
  ok: boolean
  checked: { blocks: number; entries: number; checkpoints: number }
  /** Entries that no block covered yet. */
  pending: number
  problemCount: number
  /** The first hundred. */
  problems: { code: string; block: string | null; text: string }[]
}

export type AuditStatus = {
  epoch: number
  /** Counts that may exceed what a number holds. */
  blocks: string
  entries: string
  oldestUnboundAt: string | null
  publicKey: string
  /** A signed note, several lines. */
  checkpoint: string
  running: { entries: number } | null
  lastProof: (Proof & { at: string; isFull: boolean }) | null
}

/** That somebody was given a token. */
export type TokenRead = Pick<AuditEntry, 'id' | 'at' | 'actorKind' | 'actor' | 'object' | 'n' | 'requestId'>

export const auditApi = {
  status: () => call<AuditStatus>('GET', '/api/audit/status'),
  /** Answers when the proof is done. */
  verify: (full: boolean) => call<Proof>('POST', '/api/audit/verify', { body: { full } }),
  entries: (filter: AuditFilter, limit: number) =>
    call<AuditEntries>('GET', '/api/audit/entries', { query: { ...filter, limit } }),
  /** Takes the SHA-256 of a token in hex, never the token. */
  reads: (tokenHash: string) =>
    call<{ reads: TokenRead[] }>('GET', '/api/audit/reads', { query: { tokenHash } }),
}
