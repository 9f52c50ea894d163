import { Hono } from 'hono'
import { bearerToken } from './describe.ts'
import { isLive } from './grants.ts'
import type { Person } from './people.ts'
import { refuse } from './refusals.ts'
import type { State } from './state.ts'
import type { Work } from './work.ts'

/** Discovery (RFC 8414) and userinfo, for the generic profile. There are no ID tokens here. */
export function openidRoutes(state: State): Hono<Work> {
  const routes = new Hono<Work>()
  if (state.profile !== 'generic') return routes
  for (const name of ['oauth-authorization-server', 'openid-configuration']) {
    routes.get(`/.well-known/${name}`, (c) => {
      c.env.call.outcome = 'answered'
      return c.json(metadata(state.url))
    })
  }
  return routes.get('/userinfo', (c) => {
    const token = state.grants.accessToken(bearerToken(c.req.raw.headers.get('authorization')))
    if (token === undefined || !isLive(token, state.clock.seconds())) return refuseBearer(state)
    const person = state.people.find(token.grant.athleteId)
    c.env.call.outcome = 'answered'
    return person === undefined ? refuseBearer(state) : c.json(claims(person))
  })
}

const metadata = (url: string) => ({
  issuer: url,
  authorization_endpoint: `${url}/oauth/authorize`,
  token_endpoint: `${url}/oauth/token`,
  revocation_endpoint: `${url}/oauth/revoke`,
  userinfo_endpoint: `${url}/userinfo`,
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
})

const claims = (person: Person) => ({
  sub: String(person.id),
  name: `${person.firstname} ${person.lastname}`,
  given_name: person.firstname,
  family_name: person.lastname,
  preferred_username: person.username,
  email: `${person.username}@sandbox.test`,
  email_verified: true,
  zoneinfo: person.timezone,
})

const refuseBearer = (state: State): Response =>
  refuse(state.profile, 'access_token', { 'www-authenticate': 'Bearer error="invalid_token"' })
