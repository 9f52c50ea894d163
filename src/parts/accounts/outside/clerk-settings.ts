import { createPublicKey, type KeyObject } from 'node:crypto'
import { Mistake, type Reading, text } from '../../../kit/settings.ts'
import type { Algorithm, KeySource } from './issuer.ts'

/** Clerk, as CLERK_PUBLIC_KEY names it. */
export interface Clerk {
  /** Null: a PEM names nobody. */
  issuer: string | null
  keys: Exclude<KeySource, { kind: 'discovery' }>
}

const smallestModulusBits = 2048

const isPem = (raw: string): boolean => raw.includes('-----BEGIN ')

export const clerkSettings = {
  clerk: {
    ...text(
      'CLERK_PUBLIC_KEY',
      "Takes Clerk's session tokens: its publishable key (pk_live_…), a PEM, or the address of a JWKS. Default: none is taken.",
    ),
    read: readClerk,
  },
  clerkIssuer: {
    ...text(
      'CLERK_ISSUER',
      "What `iss` of Clerk's tokens must be. Default: the Frontend API's address, which the publishable key names; production wants it beside a PEM.",
    ),
    read: (raw: string | undefined): string | null => (raw === undefined ? null : httpAddress(raw)),
  },
  clerkParties: {
    ...text(
      'CLERK_AUTHORIZED_PARTIES',
      "Origins, comma-separated, whose pages Clerk's tokens may be made for (`azp`). Default: those of KEYHOLD_URL, FRONTEND_URL and FRONTEND_ORIGINS.",
    ),
    read: (raw: string | undefined): readonly string[] => listed(raw).map(origin),
  },
}

function readClerk(raw: string | undefined, reading: Reading): Clerk | null {
  if (raw === undefined) return null
  if (isPem(raw))
    return { issuer: issuerBesidePem(reading), keys: { kind: 'pem', key: keyIn(raw, ['RS256']) } }
  if (raw.startsWith('pk_')) {
    const frontend = `https://${frontendApiOf(raw)}`
    return { issuer: frontend, keys: { kind: 'jwks', url: `${frontend}/.well-known/jwks.json` } }
  }
  if (!/^https?:/.test(raw))
    throw new Mistake('wants a publishable key (pk_test_… or pk_live_…), a PEM, or the address of a JWKS')
  const url = httpAddress(raw)
  if (reading.production && !url.startsWith('https:'))
    throw new Mistake(`found "${raw}", production wants https`)
  return { issuer: new URL(url).origin, keys: { kind: 'jwks', url } }
}

function issuerBesidePem({ production, environment }: Reading): null {
  if (production && !environment.CLERK_ISSUER)
    throw new Mistake('holds a PEM, which names no issuer; set CLERK_ISSUER to the Frontend API address')
  return null
}

/** `pk_live_` and base64 of the Frontend API's host with a `$` behind it. */
function frontendApiOf(key: string): string {
  const encoded = /^pk_(?:test|live)_([A-Za-z0-9+/=_-]+)$/.exec(key)?.[1] ?? ''
  const host = /^([a-z0-9-]+(?:\.[a-z0-9-]+)+)\$$/i.exec(Buffer.from(encoded, 'base64').toString('latin1'))
  if (!host) throw new Mistake("is no publishable key of Clerk; copy it anew from the dashboard's API keys")
  return host[1]!.toLowerCase()
}

/** What kind of key signs that way. */
const keyTypeOf = (algorithm: Algorithm): string =>
  algorithm.startsWith('ES') ? 'ec' : algorithm.startsWith('Ed') ? 'ed25519' : 'rsa'

/** In an environment a PEM's lines may be written `\n`. */
export function keyIn(raw: string, algorithms: readonly Algorithm[]): KeyObject {
  const pem = raw.replaceAll('\\n', '\n')
  if (pem.includes('PRIVATE KEY')) throw new Mistake('holds a private key; only the public one is wanted')
  const key = publicKeyOf(pem)
  if (!algorithms.every((algorithm) => keyTypeOf(algorithm) === key.asymmetricKeyType))
    throw new Mistake(
      `holds a key of kind ${key.asymmetricKeyType}, which does not sign by ${algorithms.join(', ')}`,
    )
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (key.asymmetricKeyType === 'rsa' && bits !== undefined && bits < smallestModulusBits)
    throw new Mistake(`holds an RSA key of ${bits} bits; ${smallestModulusBits} are the least`)
  return key
}

function publicKeyOf(pem: string): KeyObject {
  try {
    return createPublicKey(pem)
  } catch {
    throw new Mistake('holds a PEM that cannot be read; paste it whole, with its first and last line')
  }
}

/** As it was written, for it is compared to the letter. */
export function httpAddress(raw: string): string {
  const url = URL.canParse(raw) ? new URL(raw) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.hash)
    throw new Mistake(`found "${raw}", wants an address such as https://clerk.example.org`)
  return raw
}

export const listed = (raw: string | undefined): string[] =>
  (raw ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

function origin(part: string): string {
  if (!/^https?:\/\/[^/?#@\s]+$/.test(part) || !URL.canParse(part))
    throw new Mistake(`holds ${part}; wants origins such as https://app.example.org, without a path`)
  return new URL(part).origin
}
