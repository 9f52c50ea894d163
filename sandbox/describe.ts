import { clientClaim } from './clients.ts'
import type { Fields } from './fields.ts'
import { fingerprint } from './fingerprint.ts'
import type { Grant } from './grants.ts'
import type { Call } from './ledger.ts'
import type { State } from './state.ts'

/**
 * Writes into the ledger who calls and what for, before anything is done: a fault that strikes now still leaves a
 * complete entry, and faults can be aimed at one athlete.
 */
export function describe(state: State, call: Call, authorization: string | null, fields: Fields): void {
  if (call.endpoint === 'token') return describeTokenCall(state, call, authorization, fields)
  const token = bearerToken(authorization) ?? fields.get('access_token') ?? fields.get('token')
  const grant = (state.grants.accessToken(token) ?? state.grants.refreshToken(token))?.grant
  if (grant !== undefined) nameGrant(call, grant)
}

/** The token of an `Authorization: Bearer` header. */
export const bearerToken = (authorization: string | null): string | undefined =>
  /^bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]

export function nameGrant(call: Call, grant: Grant): void {
  call.grantId = grant.id
  call.clientId = grant.clientId
  call.athleteId = grant.athleteId
}

function describeTokenCall(state: State, call: Call, authorization: string | null, fields: Fields): void {
  const grantType = fields.get('grant_type')
  const clientId = clientClaim(authorization, fields).id
  const presented = grantType === 'authorization_code' ? fields.get('code') : fields.get('refresh_token')
  if (grantType !== undefined) call.grantType = grantType
  if (presented !== undefined) call.presented = fingerprint(presented)
  const code = state.codes.find(presented)
  if (code !== undefined) call.athleteId = code.athleteId
  const grant = state.grants.refreshToken(presented)?.grant
  if (grant !== undefined) nameGrant(call, grant)
  if (clientId !== undefined) call.clientId = clientId
}
