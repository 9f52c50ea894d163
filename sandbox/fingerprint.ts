import { hash } from 'node:crypto'

/** How the ledger names a token without showing it: the first 16 hex digits of its SHA-256. */
export const fingerprint = (token: string): string => hash('sha256', token, 'hex').slice(0, 16)
