import type { KeyObject } from 'node:crypto'

/** Signatures that anybody can check and only the issuer can make. Those with a shared secret are no issuer's. */
export const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const
export type Algorithm = (typeof algorithms)[number]

/** Where an issuer's keys come from. */
export type KeySource =
  /** One key, for good; no call is made. */
  | { kind: 'pem'; key: KeyObject }
  /** A JWKS. */
  | { kind: 'jwks'; url: string }
  /** The JWKS that `<issuer>/.well-known/openid-configuration` names. */
  | { kind: 'discovery' }

/** Whose tokens are taken, and what they must say. */
export interface TrustedIssuer {
  /** Exact. Null: whoever signs with the one key (a PEM outside production). */
  issuer: string | null
  keys: KeySource
  algorithms: readonly Algorithm[]
  /** One of these must be in `aud`; empty: not looked at. */
  audience: readonly string[]
  /** `azp` must be one of these; empty: not looked at. */
  authorizedParties: readonly string[]
  /** A token without `azp` will do. */
  mayLackParty: boolean
  /**
   * Tokens of signed-in sessions alone: with `sid`, and none for a program (`at+jwt`). For an issuer that signs its other
   * tokens with the same keys and names no audience in them.
   */
  sessionsAlone: boolean
  /** Its `email_verified` is believed. */
  vouchesForAddress: boolean
}
