import { isMailAddress } from '../../../kit/mail.ts'
import { fromBase32 } from '../factors/base32.ts'
import { isBearableHash } from '../passwords/hash.ts'
import { normalAddress } from '../people/address.ts'
import { usernameFrom } from '../people/person.ts'

/** A row of another system's people as text, under our names; null for what it does not know. */
export interface PersonRow {
  id: string
  address: string | null
  username: string | null
  displayName: string | null
  /** A boolean as PostgreSQL writes it, or the moment at which it was proved. */
  isVerified: string | null
  /** See {@link isBearableHash}. */
  passwordHash: string | null
  /** A boolean: whether a code of an authenticator app is asked for. Where nothing tells, it is of whoever has a secret. */
  hasFactor: string | null
  /** In base 32 (RFC 4648), of TOTP with SHA-1, six digits and 30 seconds. */
  factorSecret: string | null
}

/** A person as far as the other system knew it. */
export interface FoundPerson {
  /** In its normal form. */
  address: string
  username: string | null
  displayName: string | null
  isVerified: boolean
  passwordHash: string | null
  factorSecret: Buffer | null
}

export interface UnreadablePerson {
  reason: 'missing' | 'invalid' | 'unknown_hash'
  field: Exclude<keyof PersonRow, 'id'>
}

const mostDisplayName = 200

/** Reads a row; it is whole or it is not taken. Who had a second factor there never comes without it. */
export function readPersonRow(row: PersonRow): FoundPerson | UnreadablePerson {
  if (!row.address) return { reason: 'missing', field: 'address' }
  const address = normalAddress(row.address)
  if (!isMailAddress(address)) return { reason: 'invalid', field: 'address' }
  const username = row.username === null ? null : usernameFrom(row.username)
  if (username === undefined) return { reason: 'invalid', field: 'username' }
  const isVerified = whetherProved(row.isVerified)
  if (isVerified === undefined) return { reason: 'invalid', field: 'isVerified' }
  if (row.passwordHash !== null && !isBearableHash(row.passwordHash))
    return { reason: 'unknown_hash', field: 'passwordHash' }
  const hasFactor = row.hasFactor === null ? row.factorSecret !== null : booleans[row.hasFactor]
  if (hasFactor === undefined) return { reason: 'invalid', field: 'hasFactor' }
  const factorSecret = hasFactor ? secretFrom(row.factorSecret) : null
  if (factorSecret === undefined) return { reason: 'invalid', field: 'factorSecret' }
  const displayName = row.displayName?.trim().slice(0, mostDisplayName) || null
  const { passwordHash } = row
  return { address, username, displayName, isVerified, passwordHash, factorSecret }
}

const booleans: Readonly<Record<string, boolean>> = { t: true, true: true, f: false, false: false }

const whetherProved = (text: string | null): boolean | undefined =>
  text !== null && /^\d{4}-\d{2}-\d{2}/.test(text) ? true : booleans[text ?? 'f']

// 80 bits are what authenticator libraries made once, 512 what the hash behind the codes can hold.
const secretBytes = { least: 10, most: 64 }

function secretFrom(text: string | null): Buffer | undefined {
  const secret = text === null ? undefined : fromBase32(text)
  if (!secret || secret.length < secretBytes.least || secret.length > secretBytes.most) return undefined
  return secret
}
