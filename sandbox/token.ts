import { Hono } from 'hono'
import { type Client, clientClaim, takesSecret } from './clients.ts'
import { type Code, isProven } from './codes.ts'
import { nameGrant } from './describe.ts'
import type { Fields } from './fields.ts'
import { fingerprint } from './fingerprint.ts'
import type { Call } from './ledger.ts'
import { type Reason, refuse } from './refusals.ts'
import { grantConsent, type Issue, presentRefreshToken } from './rotation.ts'
import type { State } from './state.ts'
import { summaryAthlete } from './strava/athlete.ts'
import type { Work } from './work.ts'

interface TokenRequest {
  state: State
  call: Call
  client: Client
  fields: Fields
}

/** `POST /oauth/token`, also under `/api/v3`. */
export function tokenRoutes(state: State): Hono<Work> {
  const routes = new Hono<Work>()
  for (const path of ['/oauth/token', '/api/v3/oauth/token']) {
    routes.post(path, (c) => {
      const { call, fields } = c.env
      const authorization = c.req.raw.headers.get('authorization')
      const client = authenticate(state, authorization, fields)
      if (typeof client === 'string') return refused(state, call, client, client, challengeFor(authorization))
      return issue({ state, call, client, fields })
    })
  }
  return routes
}

/** The client that a request proves to come from, or why it proves nothing. */
export function authenticate(state: State, authorization: string | null, fields: Fields): Client | Reason {
  const isStrict = state.profile === 'generic'
  const claim = clientClaim(authorization, fields)
  if (fields.isMalformed || (isStrict && (fields.repeated().length > 0 || claim.isDoubled))) return 'request'
  const client = state.clients.find(claim.id)
  if (client === undefined) return 'client_unknown'
  return takesSecret(client, claim.secret) ? client : 'client_secret'
}

function issue(request: TokenRequest): Response {
  const grantType = request.fields.get('grant_type')
  if (grantType === 'authorization_code') return exchangeCode(request)
  if (grantType === 'refresh_token') return refresh(request)
  return refused(
    request.state,
    request.call,
    'grant_type',
    grantType === undefined ? 'request' : 'grant_type',
  )
}

function exchangeCode({ state, call, client, fields }: TokenRequest): Response {
  const code = state.codes.find(fields.get('code'))
  if (code === undefined) return refused(state, call, 'unknown', 'code')
  if (code.usedForGrant !== null) return refuseReplay(state, call, code)
  const wrong = mismatch(state, client, code, fields)
  if (wrong !== null) return refused(state, call, wrong, 'code')
  const issued = grantConsent(state, client.id, code.athleteId, code.scopes)
  code.usedForGrant = issued.access.grant.id
  return answerWith(state, call, issued, 'code_exchanged')
}

// RFC 6749 4.1.2: a code used twice was perhaps stolen; what it brought should be revoked.
function refuseReplay(state: State, call: Call, code: Code): Response {
  const grant = state.grants.find(code.usedForGrant ?? undefined)
  if (grant !== undefined && state.settings.rotation === 'reuse')
    state.grants.end(grant, 'code_replayed', state.clock.now())
  return refused(state, call, 'replayed', 'code')
}

function mismatch(state: State, client: Client, code: Code, fields: Fields): string | null {
  const isStrava = state.profile === 'strava'
  const redirectUri = fields.get('redirect_uri')
  if (code.clientId !== client.id) return 'foreign_client'
  if (code.expiresAt <= state.clock.now()) return 'expired'
  if (redirectUri !== code.redirectUri && !(isStrava && redirectUri === undefined)) return 'redirect_uri'
  return isProven(code, fields.get('code_verifier'), isStrava) ? null : 'code_verifier'
}

function refresh({ state, call, client, fields }: TokenRequest): Response {
  const issued = presentRefreshToken(state, client.id, fields.get('refresh_token'))
  if ('refused' in issued) return refused(state, call, issued.refused, 'refresh_token')
  return answerWith(state, call, issued, issued.how)
}

function answerWith(state: State, call: Call, { access, refresh }: Issue, outcome: string): Response {
  call.outcome = outcome
  call.issued = refresh.fingerprint
  call.issuedAccess = fingerprint(access.text)
  nameGrant(call, access.grant)
  const content = {
    token_type: 'Bearer',
    access_token: access.text,
    expires_at: access.expiresAt,
    expires_in: access.expiresAt - state.clock.seconds(),
    refresh_token: refresh.text,
  }
  return Response.json(inProfile(state, call, content, access.scopes), { headers: uncached })
}

function inProfile(state: State, call: Call, content: { expires_at: number }, scopes: string[]): object {
  if (state.profile === 'generic') {
    const { expires_at: _, ...plain } = content
    return { ...plain, scope: scopes.join(' ') }
  }
  const athlete = call.outcome === 'code_exchanged' ? state.people.find(call.athleteId ?? 0) : undefined
  return athlete === undefined ? content : { ...content, athlete: summaryAthlete(athlete) }
}

function refused(
  state: State,
  call: Call,
  why: string,
  reason: Reason,
  headers: Record<string, string> = {},
): Response {
  call.outcome = `refused: ${why}`
  return refuse(state.profile, reason, { ...uncached, ...headers })
}

const uncached = { 'cache-control': 'no-store', pragma: 'no-cache' }

const challengeFor = (authorization: string | null): Record<string, string> =>
  authorization === null ? {} : { 'www-authenticate': 'Basic realm="sandbox"' }
