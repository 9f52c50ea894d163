import type { Scripting } from '../../../../tests/support/net.ts'
import { testWorld, type TestWorld, type TestWorldOptions } from '../../../../tests/support/world.ts'
import { aKey, jwksRequest, publishableKey, type SigningKey } from './token.fixture.ts'

export interface ClerkWorld extends TestWorld {
  /** Calls for the keys. */
  jwks: Scripting
  /** From now on the issuer shows these keys. */
  shows(...keys: readonly SigningKey[]): Scripting
}

/** A world that takes the tokens of Clerk's stand-in, whose key is `key-1`. */
export async function clerkWorld(options: TestWorldOptions = {}): Promise<ClerkWorld> {
  const environment = { CLERK_PUBLIC_KEY: publishableKey, ...options.environment }
  const world = await testWorld({ ...options, environment })
  const shows = (...keys: readonly SigningKey[]) =>
    world.net.answers(jwksRequest, { keys: keys.map(({ publicJwk }) => publicJwk) })
  return { ...world, jwks: shows(await aKey()), shows }
}

export interface Answered {
  status: number
  code: string | undefined
  body: Record<string, unknown>
}

/** Calls the app with a token, as a program does. */
export async function callWith(
  world: Pick<TestWorld, 'app'>,
  token: string | null,
  path = '/auth/me',
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answered> {
  const response = await world.app.fetch(
    new Request(`http://localhost:3000${path}`, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  )
  const text = await response.text()
  const told = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
  return { status: response.status, code: told.code as string | undefined, body: told }
}
