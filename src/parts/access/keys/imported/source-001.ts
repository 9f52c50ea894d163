import { externalId } from '../../../accounts/index.ts'
import { postgresMoment } from '../../../vault/index.ts'
import type { grantableScopes } from '../create.ts'
import { hashForm, prefixForm } from './form.ts'

/** Scopes of source 001. They keep their names: none of ours is called so, and none of ours is given for them unasked. */
export const sourceScopes = [
  'receipts:read',
  'receipts:write',
  'receipts:delete',
  'claims:read',
  'claims:write',
  'claims:delete',
  'search:read',
  'analytics:read',
  'teams:read',
  'profile:read',
  'categories:read',
  'gamification:read',
  'admin:all',
] as const
export type SourceScope = (typeof sourceScopes)[number]

/** What a scope of the source allows here besides what its name says. */
export type ScopeMap = Readonly<Partial<Record<SourceScope, readonly (typeof grantableScopes)[number][]>>>

/** A row of `api_keys` as text. */
export interface KeyRowOf001 {
  id: string
  userId: string | null
  name: string | null
  keyHash: string | null
  keyPrefix: string | null
  /** As PostgreSQL writes an array. */
  scopes: string | null
  /** As PostgreSQL writes a boolean. */
  isActive: string | null
  /** As PostgreSQL writes a timestamptz; null never. */
  expiresAt: string | null
}

/** A key as far as the source knew it. */
export interface FoundKey001 {
  userId: string
  name: string
  keyHash: Buffer
  prefix: string
  scopes: string[]
  isActive: boolean
  expiresAt: Date | null
}

export type KeyField = Exclude<keyof KeyRowOf001, 'id'>

export interface UnreadableKey {
  reason: 'missing' | 'invalid'
  field: KeyField
}

const longestName = 100
const required = ['userId', 'name', 'keyHash', 'keyPrefix', 'scopes', 'isActive'] as const

/** Reads a row; it is whole or it is not taken. */
export function readKeyRow(row: KeyRowOf001, map: ScopeMap): FoundKey001 | UnreadableKey {
  const lacking = required.find((field) => !row[field])
  if (lacking) return { reason: 'missing', field: lacking }
  const { userId, name, keyHash, keyPrefix, expiresAt } = row as Record<KeyField, string>
  const scopes = scopesFor(row.scopes!, map)
  const isActive = booleans[row.isActive!]
  const endsAt = row.expiresAt === null ? null : (postgresMoment(expiresAt) ?? undefined)
  const bad = (field: KeyField): UnreadableKey => ({ reason: 'invalid', field })
  if (!externalId.safeParse(userId).success) return bad('userId')
  if (!hashForm.test(keyHash)) return bad('keyHash')
  if (!prefixForm.test(keyPrefix)) return bad('keyPrefix')
  if (scopes === null) return bad('scopes')
  if (isActive === undefined) return bad('isActive')
  if (endsAt === undefined) return bad('expiresAt')
  return {
    userId,
    name: name.slice(0, longestName),
    keyHash: Buffer.from(keyHash, 'hex'),
    prefix: keyPrefix,
    scopes,
    isActive,
    expiresAt: endsAt,
  }
}

const booleans: Readonly<Record<string, boolean>> = { t: true, true: true, f: false, false: false }

/**
 * Null when one is no scope of the source. `admin:all` allowed everything there, and anybody could give it to himself:
 * here it stands for every other scope of the source, and for no administration.
 */
function scopesFor(array: string, map: ScopeMap): string[] | null {
  const [, inside] = /^\{(.*)\}$/.exec(array) ?? []
  if (inside === undefined) return null
  const named = inside === '' ? [] : inside.split(',').map((each) => each.replace(/^"(.*)"$/, '$1'))
  if (!named.every(isSourceScope)) return null
  const all = named.includes('admin:all') ? sourceScopes : named
  const kept = all.filter((scope) => scope !== 'admin:all')
  return [...new Set([...kept, ...[...named, ...kept].flatMap((scope) => map[scope] ?? [])])]
}

const isSourceScope = (text: string): text is SourceScope =>
  (sourceScopes as readonly string[]).includes(text)
