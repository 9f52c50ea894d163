import type { GrantedTokens } from '../providers/index.ts'
import type { Sealer } from '../../vault/index.ts'
import { tokenPlace } from '../secrets.ts'
import type { NewVersion, Version } from './store.ts'

/** A provider's answer, sealed: exactly what the journal will hold, and what a spill keeps meanwhile. */
export interface Received extends NewVersion {
  provider: string
  fromGeneration: number
  /** The one who disconnects may still save: nobody can read it. */
  byCloser: boolean
  /** Where all connections of one account there stand on one grant: that grant's name, so that it can be told without the row. */
  grantMac: Buffer | null
}

interface Slot {
  accountId: string
  subjectId: string
  connectionId: string
  provider: string
  generation: number
  grantNo: number
  fromGeneration: number
  byCloser: boolean
  grantMac: Buffer | null
}

/** An omitted refresh token means that the one presented goes on: it is sealed again under the new generation. */
export function sealTokens(
  seal: Sealer,
  slot: Slot,
  tokens: GrantedTokens,
  presentedRefreshToken: string | null,
  scopes: string[],
  receivedAt: Date,
): Received {
  const refreshToken = tokens.refreshToken ?? presentedRefreshToken
  return {
    ...slot,
    state: 'parsed',
    accessToken: seal(tokenPlace(slot, 'access_token', slot.generation), tokens.accessToken),
    refreshToken:
      refreshToken === null ? null : seal(tokenPlace(slot, 'refresh_token', slot.generation), refreshToken),
    raw: null,
    tokenType: tokens.tokenType,
    scopes: tokens.scope ?? scopes,
    expiresAt: tokens.expiresAt,
    receivedAt,
  }
}

/** What came with a 2xx and is no token may hold one all the same: kept whole, sealed. */
export function sealUnparsed(seal: Sealer, slot: Slot, raw: Uint8Array, receivedAt: Date): Received {
  return {
    ...slot,
    state: 'unparsed',
    accessToken: null,
    refreshToken: null,
    raw: seal(tokenPlace(slot, 'raw', slot.generation), raw),
    tokenType: null,
    scopes: null,
    expiresAt: null,
    receivedAt,
  }
}

export const asVersion = (received: Received): Version => ({
  generation: received.generation,
  grantNo: received.grantNo,
  accessToken: received.accessToken!,
  refreshToken: received.refreshToken,
  tokenType: received.tokenType!,
  scopes: received.scopes!,
  expiresAt: received.expiresAt,
  receivedAt: received.receivedAt,
})
