import type { KeyObject } from 'node:crypto'
import { externalId } from '../../accounts/index.ts'
import { type DataKeys, type HexSealed, openHex, postgresMoment } from '../../vault/index.ts'
import type { FoundGrant, Unreadable } from './found.ts'
import { type Opened, openedToken, type Opener, tried } from './opened-token.ts'
import { athleteForm, source as sameProvider } from './source-002.ts'

/** Source system 000 connects the accounts of many users, of the same provider as 002. */
export const source = { id: '000', provider: sameProvider.provider } as const

/** A row of `strava_tokens` as text. */
export interface TokenRow {
  id: string
  userId: string | null
  athleteId: string | null
  accessToken: string | null
  refreshToken: string | null
  /** As PostgreSQL writes a timestamptz. */
  expiresAt: string | null
  scope: string | null
}

/** What may have encrypted a row. */
export interface SourceKeys {
  /** By the number in front of the ciphertext. */
  dataKeys: DataKeys
  fallback: KeyObject | undefined
}

/** Opens a row; it is whole or it is not taken. */
export function readTokenRow(keys: SourceKeys, row: TokenRow): FoundGrant | Unreadable {
  const { userId, athleteId, expiresAt } = row
  if (!userId) return { reason: 'missing', field: 'userId' }
  if (!externalId.safeParse(userId).success) return { reason: 'invalid', field: 'userId' }
  if (!athleteId) return { reason: 'missing', field: 'athleteId' }
  if (!athleteForm.test(athleteId)) return { reason: 'invalid', field: 'athleteId' }
  if (!expiresAt) return { reason: 'missing', field: 'expiresAt' }
  const moment = postgresMoment(expiresAt)
  if (!moment) return { reason: 'invalid', field: 'expiresAt' }
  const open = labelledOpener(keys)
  const access = openedToken(open, row.accessToken)
  if ('reason' in access) return { ...access, field: 'accessToken' }
  const refresh = openedToken(open, row.refreshToken)
  if ('reason' in refresh) return { ...refresh, field: 'refreshToken' }
  return {
    kind: 'oauth2',
    source: source.id,
    provider: source.provider,
    account: athleteId,
    userId,
    accessToken: access.token,
    refreshToken: refresh.token,
    expiresAt: moment,
    scopes: scopesOf(row.scope),
  }
}

/** `<version>:<iv>:<tag>:<ciphertext>`. */
const labelled = /^(\d{1,9}):([0-9a-f]*):([0-9a-f]*):([0-9a-f]*)$/i

/**
 * The source labels what it encrypts with the number of a data key, and keeps the label when KMS did not answer and it
 * took the fallback key: so both are tried, and the tag of the ciphertext tells which it was.
 */
export const labelledOpener =
  ({ dataKeys, fallback }: SourceKeys): Opener =>
  (ciphertext): Opened => {
    const [, version, iv, tag, text] = labelled.exec(ciphertext) ?? []
    if (version === undefined) return { reason: 'not_encrypted' }
    const sealed: HexSealed = { iv: iv!, tag: tag!, ciphertext: text! }
    const candidates = [dataKeys.get(Number(version)), fallback].filter((key) => key !== undefined)
    let opened: Opened = { reason: 'no_key' }
    for (const key of candidates) {
      opened = tried(() => openHex(key, sealed))
      if ('bytes' in opened) return opened
    }
    return opened
  }

/** The source stored what a redirect or an answer said: parted by commas or blanks, or nothing at all. */
function scopesOf(scope: string | null): string[] | null {
  const scopes = (scope ?? '').split(/[\s,]+/).filter((each) => each !== '')
  return scopes.length > 0 ? [...new Set(scopes)] : null
}
