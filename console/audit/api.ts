import { ask, type Answer, type Got } from '../ask.ts'
import type { AuditFilter } from './filter.ts'

/** The audit log and its proof, as Keyhold tells them. */

export type AuditEntries = Got<'/api/audit/entries'>
export type AuditEntry = AuditEntries['entries'][number]
export type Proof = Answer<'post', '/api/audit/verify'>
export type AuditStatus = Got<'/api/audit/status'>

/** That somebody was given a token. */
export type TokenRead = Got<'/api/audit/reads'>['reads'][number]

export const auditApi = {
  status: () => ask.get('/api/audit/status'),
  /** Answers when the proof is done. */
  verify: (full: boolean) => ask.post('/api/audit/verify', { body: { full } }),
  entries: (filter: AuditFilter, limit: number) =>
    ask.get('/api/audit/entries', { query: { ...filter, limit } }),
  /** Takes the SHA-256 of a token in hex, never the token. */
  reads: (tokenHash: string) => ask.get('/api/audit/reads', { query: { tokenHash } }),
}
