import type { AccessToken, Grant, RefreshToken } from './grants.ts'
import type { State } from './state.ts'

/** Tokens to answer with, and how they came about. */
export interface Issue {
  /** `rotated`: both are new. `refreshed`: the access token is new. `handed_back`: neither is. */
  how: 'rotated' | 'refreshed' | 'handed_back'
  access: AccessToken
  refresh: RefreshToken
}

export type Refused = {
  refused: 'unknown' | 'foreign_client' | 'grant_ended' | 'superseded' | 'reuse_detected'
}

/** A refresh token is presented: the tokens it earns under the rotation in force, or why it earns none. */
export function presentRefreshToken(
  state: State,
  clientId: string,
  text: string | undefined,
): Issue | Refused {
  const token = state.grants.refreshToken(text)
  if (token === undefined) return { refused: 'unknown' }
  token.uses.presented += 1
  const refused = refusalOf(state, clientId, token)
  if (refused !== null) {
    token.uses.refused += 1
    return { refused }
  }
  return countUse(token, nextTokens(state, token.grant, token))
}

/** An athlete consents: opens a grant, or goes on with the pair's living one where there is one for each pair. */
export function grantConsent(state: State, clientId: string, athleteId: number, scopes: string[]): Issue {
  const [living] = state.settings.grantPer === 'pair' ? state.grants.live({ athleteId, clientId }) : []
  if (living === undefined) return firstTokens(state, clientId, athleteId, scopes)
  if (!sameScopes(living.scopes, scopes)) {
    living.scopes = scopes
    living.access = null
  }
  return nextTokens(state, living, living.refresh)
}

function firstTokens(state: State, clientId: string, athleteId: number, scopes: string[]): Issue {
  const grant = state.grants.open(clientId, athleteId, scopes, state.clock.now())
  return {
    how: 'rotated',
    access: newAccessToken(state, grant),
    refresh: state.grants.makeRefreshToken(grant, null),
  }
}

function refusalOf(state: State, clientId: string, token: RefreshToken): Refused['refused'] | null {
  if (token.grant.clientId !== clientId) return 'foreign_client'
  if (token.grant.endedAt !== null) return 'grant_ended'
  if (token.supersededAt === null) return null
  if (state.settings.rotation === 'grace' && isInGrace(state, token)) return null
  if (state.settings.rotation !== 'reuse') return 'superseded'
  state.grants.end(token.grant, 'reuse_detected', state.clock.now())
  return 'reuse_detected'
}

// Grace is there for an answer that was lost. Once a token made from this one comes back, the answer was not lost,
// so the older token has no excuse any more.
function isInGrace(state: State, token: RefreshToken): boolean {
  const graceEnds = (token.supersededAt ?? 0) + state.settings.graceSeconds * 1000
  return !token.isSuccessorUsed && state.clock.now() <= graceEnds
}

function nextTokens(state: State, grant: Grant, presented: RefreshToken | null): Issue {
  const { access, refresh } = grant
  if (access !== null && refresh !== null && isHandedBack(state, access))
    return { how: 'handed_back', access, refresh }
  const fresh = newAccessToken(state, grant)
  if (state.settings.rotation === 'static' && refresh !== null)
    return { how: 'refreshed', access: fresh, refresh }
  for (const old of [refresh, presented]) if (old !== null) old.supersededAt ??= state.clock.now()
  return { how: 'rotated', access: fresh, refresh: state.grants.makeRefreshToken(grant, presented) }
}

function isHandedBack(state: State, access: AccessToken): boolean {
  const ahead = state.settings.refreshAheadSeconds
  return ahead !== null && !access.isRevoked && access.expiresAt - state.clock.seconds() > ahead
}

function newAccessToken(state: State, grant: Grant): AccessToken {
  return state.grants.makeAccessToken(grant, state.clock.seconds() + state.settings.accessTokenSeconds)
}

function countUse(token: RefreshToken, issue: Issue): Issue {
  token.uses.succeeded += 1
  if (issue.how === 'rotated') token.uses.rotated += 1
  if (token.parent !== null) token.parent.isSuccessorUsed = true
  return issue
}

const sameScopes = (a: string[], b: string[]): boolean => [...a].sort().join(' ') === [...b].sort().join(' ')
