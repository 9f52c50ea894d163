import { Hono } from 'hono'
import { bearerToken, nameGrant } from './describe.ts'
import { type AccessToken, isLive } from './grants.ts'
import type { Call } from './ledger.ts'
import { refuse } from './refusals.ts'
import { authenticate } from './token.ts'
import type { State } from './state.ts'
import { countedAnswer } from './strava/counted.ts'
import type { Work } from './work.ts'

/** Strava's deauthorization, or revocation by RFC 7009. */
export function revokeRoutes(state: State): Hono<Work> {
  return state.profile === 'strava' ? deauthorizeRoutes(state) : revocationRoutes(state)
}

function deauthorizeRoutes(state: State): Hono<Work> {
  return new Hono<Work>().post('/oauth/deauthorize', (c) => {
    const { call, fields } = c.env
    const text = bearerToken(c.req.raw.headers.get('authorization')) ?? fields.get('access_token')
    const token = state.grants.accessToken(text)
    if (token === undefined || !isLive(token, state.clock.seconds())) return refuseDead(state, call)
    return countedAnswer(state, token, 'write', () => {
      endPair(state, token.grant, 'deauthorized')
      nameGrant(call, token.grant)
      call.outcome = 'ended'
      return Response.json({ access_token: token.text })
    })
  })
}

/** Ends every grant of one athlete to one app and tells the app's subscription, as Strava does. */
export function endPair(
  state: State,
  pair: { athleteId: number; clientId: string },
  because: string,
): number {
  const ending = state.grants.live({ athleteId: pair.athleteId, clientId: pair.clientId })
  for (const grant of ending) state.grants.end(grant, because, state.clock.now())
  if (ending.length > 0 && state.profile === 'strava') {
    state.push.send(
      state,
      { ...athleteUpdate(pair.athleteId), updates: { authorized: 'false' } },
      pair.clientId,
    )
  }
  return ending.length
}

const athleteUpdate = (athleteId: number) => ({
  object_type: 'athlete' as const,
  object_id: athleteId,
  aspect_type: 'update' as const,
  owner_id: athleteId,
})

function revocationRoutes(state: State): Hono<Work> {
  return new Hono<Work>().post('/oauth/revoke', (c) => {
    const { call, fields } = c.env
    const authorization = c.req.raw.headers.get('authorization')
    const isAnonymous = authorization === null && fields.get('client_id') === undefined
    const client = isAnonymous ? null : authenticate(state, authorization, fields)
    const text = fields.get('token')
    if (typeof client === 'string') return refuse(state.profile, client)
    if (text === undefined) return refuse(state.profile, 'request')
    revokeToken(state, call, text, client?.id)
    return new Response(null, { status: 200 })
  })
}

// RFC 7009 2.2: an unknown token is answered like a known one. A refresh token takes its whole grant along, an access
// token only itself.
function revokeToken(state: State, call: Call, text: string, clientId: string | undefined): void {
  call.outcome = 'answered'
  const refresh = state.grants.refreshToken(text)
  const access = state.grants.accessToken(text)
  const grant = refresh?.grant ?? access?.grant
  if (grant === undefined || (clientId !== undefined && grant.clientId !== clientId)) return
  nameGrant(call, grant)
  call.outcome = 'ended'
  if (refresh !== undefined) state.grants.end(grant, 'revoked', state.clock.now())
  else if (access !== undefined) revokeAccess(access)
}

function revokeAccess(access: AccessToken): void {
  access.isRevoked = true
}

function refuseDead(state: State, call: Call): Response {
  call.outcome = 'refused: access_token'
  return refuse(state.profile, 'access_token')
}
