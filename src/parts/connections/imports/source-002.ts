import { type FernetKey, fernetKeyFrom } from '../../vault/index.ts'
import type { FoundGrant, Unreadable } from './found.ts'
import { fernetOpener, openedToken } from './opened-token.ts'

/** Facts of source system 002: whose accounts it connects, and how it makes its key of ENCRYPTION_KEY. */
export const source = {
  id: '002',
  provider: 'strava',
  keyDerivation: { salt: 'strava_wakatime_backend_salt_v1', iterations: 100_000 },
} as const

export const keyOfSource = (encryptionKey: string): Promise<FernetKey> =>
  fernetKeyFrom(encryptionKey, source.keyDerivation)

/** A row of `strava_auth` as text; a half-written one has nulls. */
export interface AuthRow {
  id: string
  athleteId: string | null
  accessToken: string | null
  refreshToken: string | null
  /** Unix seconds. */
  expiresAt: string | null
}

// 1970 to 2100: beyond it is another unit than seconds.
const lastExpirySeconds = 4_102_444_800

/** An athlete's number, as text. */
export const athleteForm = /^[1-9]\d{0,19}$/

/** Opens a row; it is whole or it is not taken. */
export function readAuthRow(key: FernetKey, row: AuthRow): FoundGrant | Unreadable {
  const { athleteId, accessToken, refreshToken, expiresAt } = row
  if (!athleteId) return { reason: 'missing', field: 'athleteId' }
  if (!athleteForm.test(athleteId)) return { reason: 'invalid', field: 'athleteId' }
  if (!expiresAt) return { reason: 'missing', field: 'expiresAt' }
  if (!/^\d{1,10}$/.test(expiresAt) || Number(expiresAt) > lastExpirySeconds)
    return { reason: 'invalid', field: 'expiresAt' }
  const open = fernetOpener(key)
  const access = openedToken(open, accessToken)
  if ('reason' in access) return { ...access, field: 'accessToken' }
  const refresh = openedToken(open, refreshToken)
  if ('reason' in refresh) return { ...refresh, field: 'refreshToken' }
  return {
    kind: 'oauth2',
    source: source.id,
    provider: source.provider,
    account: athleteId,
    userId: null,
    accessToken: access.token,
    refreshToken: refresh.token,
    expiresAt: new Date(Number(expiresAt) * 1000),
    scopes: null,
  }
}
