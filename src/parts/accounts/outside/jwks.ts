import { type CryptoKey, importJWK, type JWK } from 'jose'
import type { World } from '../../../kit/world.ts'
import type { Algorithm, TrustedIssuer } from './issuer.ts'

const deadlineMilliseconds = 5_000
const maxBytes = 262_144
const mostKeys = 100

/** One key of an issuer, for one way of signing. */
export interface IssuerKey {
  id: string | undefined
  algorithm: Algorithm
  key: CryptoKey
}

/**
 * Asks the issuer for its keys. Those that cannot be used (secrets, keys for encryption, ways of signing that are not
 * listed) are left out.
 * @throws Error when it does not answer with a JWKS
 */
export async function fetchKeys(world: World, issuer: TrustedIssuer): Promise<readonly IssuerKey[]> {
  const document = await fetchJson(world, issuer, await jwksAddress(world, issuer))
  if (!Array.isArray(document.keys)) throw new Error('the answer is no JWKS')
  const listed = document.keys.slice(0, mostKeys).filter(isObject)
  const keys = await Promise.all(
    listed.flatMap((jwk) => issuer.algorithms.filter(fits(jwk)).map((name) => keyFrom(world, jwk, name))),
  )
  return keys.filter((key) => key !== undefined)
}

async function jwksAddress(world: World, issuer: TrustedIssuer): Promise<URL> {
  if (issuer.keys.kind === 'jwks') return new URL(issuer.keys.url)
  const { jwks_uri: address } = await discover(world, issuer)
  return addressIn(issuer, address, 'jwks_uri')
}

/** An issuer's own description of itself (OpenID Connect Discovery 1.0). @throws Error when it is another's, or none comes */
export async function discover(
  world: World,
  issuer: Pick<TrustedIssuer, 'issuer' | 'keys'>,
): Promise<Record<string, unknown>> {
  const name = issuer.issuer ?? ''
  const url = new URL(`${name.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const document = await fetchJson(world, issuer, url)
  if (document.issuer !== name) throw new Error('the discovery document names another issuer')
  return document
}

/** An address of a discovery document; one that is less safe than the issuer's own is refused. */
export function addressIn({ issuer }: Pick<TrustedIssuer, 'issuer'>, address: unknown, name: string): URL {
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : null
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && issuer?.startsWith('http:') === true)
  if (!url || !isSafe) throw new Error(`the discovery document has no usable ${name}`)
  return url
}

/** What an operator configured of it may lie on a private address; nothing else that its documents name. */
export const privateOriginsOf = ({ issuer, keys }: Pick<TrustedIssuer, 'issuer' | 'keys'>): string[] =>
  [issuer, keys.kind === 'jwks' ? keys.url : null].flatMap((address) =>
    address !== null && URL.canParse(address) ? [new URL(address).origin] : [],
  )

async function fetchJson(
  world: World,
  issuer: Pick<TrustedIssuer, 'issuer' | 'keys'>,
  url: URL,
): Promise<Record<string, unknown>> {
  const exchange = await world.http.send({
    method: 'GET',
    url,
    headers: { accept: 'application/json' },
    deadlineMilliseconds,
    maxBytes,
    privateOrigins: privateOriginsOf(issuer),
  })
  if (exchange.kind === 'blocked') throw new Error(exchange.reason)
  if (exchange.kind !== 'answered') throw exchange.cause
  if (exchange.status !== 200) throw new Error(`${url.host} answered ${exchange.status}`)
  const document: unknown = JSON.parse(new TextDecoder().decode(exchange.body))
  if (!isObject(document)) throw new Error(`${url.host} answered with no JSON object`)
  return document
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const typeOf = (algorithm: Algorithm): string =>
  algorithm.startsWith('ES') ? 'EC' : algorithm.startsWith('Ed') ? 'OKP' : 'RSA'
const curves: Readonly<Partial<Record<Algorithm, string>>> = {
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  EdDSA: 'Ed25519',
  Ed25519: 'Ed25519',
}

const fits =
  (jwk: JWK) =>
  (algorithm: Algorithm): boolean =>
    jwk.kty === typeOf(algorithm) &&
    jwk.crv === curves[algorithm] &&
    (jwk.alg === undefined || jwk.alg === algorithm) &&
    (jwk.use === undefined || jwk.use === 'sig') &&
    (jwk.key_ops === undefined || jwk.key_ops.includes('verify'))

const publicMembers = ['kty', 'n', 'e', 'crv', 'x', 'y'] as const

async function keyFrom(world: World, jwk: JWK, algorithm: Algorithm): Promise<IssuerKey | undefined> {
  const open = Object.fromEntries(publicMembers.map((name) => [name, jwk[name]]).filter(([, value]) => value))
  try {
    const key = await importJWK(open as JWK, algorithm)
    if (key instanceof Uint8Array) return undefined
    return { id: typeof jwk.kid === 'string' ? jwk.kid : undefined, algorithm, key }
  } catch (error) {
    world.log.warn("a key of an issuer's JWKS cannot be used", { error })
    return undefined
  }
}
