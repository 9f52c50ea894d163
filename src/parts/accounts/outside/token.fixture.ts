import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose'
import type { World } from '../../../kit/world.ts'

/** Where Clerk's stand-in has its keys, and who it is. */
export const issuer = 'https://clerk.test'
export const publishableKey = `pk_test_${Buffer.from('clerk.test$').toString('base64')}`
export const ourPage = 'http://localhost:5173'
export const jwksRequest = `GET ${issuer}/.well-known/jwks.json`

export interface SigningKey {
  id: string
  privateKey: CryptoKey
  publicJwk: JWK
  pem: string
}

const made = new Map<string, Promise<SigningKey>>()

/** RSA keys take long to make: one of a name is made once for a suite. */
export function aKey(id = 'key-1', algorithm = 'RS256'): Promise<SigningKey> {
  const name = `${algorithm} ${id}`
  const known = made.get(name) ?? make(id, algorithm)
  made.set(name, known)
  return known
}

async function make(id: string, algorithm: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const publicJwk = { ...(await exportJWK(publicKey)), kid: id, alg: algorithm, use: 'sig' }
  return { id, privateKey, publicJwk, pem: await exportSPKI(publicKey) }
}

export interface TokenOptions {
  key?: SigningKey
  /** Beside, or instead of, what Clerk says; undefined takes a claim away. */
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
}

/** A session token as Clerk makes it, now; good for longer than Clerk's minute, as a busy machine may stall. */
export async function aToken(
  world: Pick<World, 'now'>,
  { key, claims = {}, header = {} }: TokenOptions = {},
): Promise<string> {
  const { id, privateKey } = key ?? (await aKey())
  const now = Math.floor(world.now().getTime() / 1000)
  const said = {
    azp: ourPage,
    exp: now + 600,
    fva: [0, -1],
    iat: now,
    iss: issuer,
    jti: 'one',
    nbf: now - 10,
    sid: 'sess_1',
    sub: 'user_ada',
    v: 2,
    ...claims,
  }
  return new SignJWT(said)
    .setProtectedHeader({ alg: 'RS256', kid: id, typ: 'JWT', oiat: now, ...header })
    .sign(privateKey, { crit: { 'urn:test': true } })
}
