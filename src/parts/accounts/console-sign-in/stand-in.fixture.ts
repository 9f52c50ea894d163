import assert from 'node:assert/strict'
import type { Scripted, Scripting } from '../../../../tests/support/net.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { aKey, aToken } from '../outside/token.fixture.ts'

const url = 'https://id.test'
const clientId = 'console'

/** What its description says. */
export const description = {
  issuer: url,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
  jwks_uri: `${url}/jwks`,
}

export const requests = {
  description: `GET ${url}/.well-known/openid-configuration`,
  token: `POST ${url}/token`,
}

export interface StandInWorld extends TestWorld {
  descriptions: Scripting
  get(path: string, cookie?: string): Promise<Response>
  /** A browser that has been to the provider: what it comes back with. There it proved who it is as `claims` tell. */
  visited(claims?: Record<string, unknown>): Promise<{ path: string; cookie: string }>
}

/** A world whose console has a provider that does as a test says: it knows `ada`, an operator. */
export async function standInWorld(): Promise<StandInWorld> {
  const world = await testWorld({
    environment: {
      CONSOLE_OIDC_ISSUER: url,
      CONSOLE_OIDC_CLIENT_ID: clientId,
      CONSOLE_OIDC_OPERATORS: 'ada',
    },
  })
  const descriptions = world.net.answers(requests.description, description)
  world.net.answers(`GET ${url}/jwks`, { keys: [(await aKey()).publicJwk] })
  const get = (path: string, cookie = ''): Promise<Response> =>
    world.app.fetch(new Request(`http://localhost:3000${path}`, { headers: cookie === '' ? {} : { cookie } }))
  const visited = async (claims: Record<string, unknown> = {}) => {
    const { to, cookie } = await begun(get)
    const { state, nonce } = Object.fromEntries(to.searchParams)
    world.net.answers(requests.token, await tokens(world, { nonce, ...claims }))
    return { path: `/auth/oidc/callback?code=x&state=${state}`, cookie }
  }
  return { ...world, descriptions, get, visited }
}

async function begun(get: StandInWorld['get']): Promise<{ to: URL; cookie: string }> {
  const response = await get('/auth/oidc/start')
  assert.equal(response.status, 303, await response.text())
  const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0]!)
  return { to: new URL(response.headers.get('location')!), cookie: cookie.join('; ') }
}

async function tokens(world: TestWorld, claims: Record<string, unknown>): Promise<Scripted> {
  const ofAda = { iss: url, aud: clientId, azp: clientId, sub: 'ada', fva: undefined, sid: undefined }
  return {
    access_token: 'an access token',
    token_type: 'Bearer',
    id_token: await aToken(world, { claims: { ...ofAda, ...claims } }),
  }
}
