import { createSecretKey } from 'node:crypto'
import { base64url, hmacSha256, sameSecret, sha256 } from '../../../kit/hash.ts'
import { uuidBytes } from '../../../kit/id.ts'
import type { World } from '../../../kit/world.ts'
import { keyedHash, keyedHashes } from '../../vault/index.ts'

/** `access` is good for requests, for minutes; `refresh` for the next pair, for days. */
export type TokenKind = 'access' | 'refresh'

/** What a session's token says, once its tag has proved that we made it. */
export interface Token {
  sessionId: string
  /** Rises by one with each pair of the session. */
  generation: number
  /** 32 random bytes, or what they were derived to. */
  secret: Buffer
}

/** A token that came in, with what the database knows it by. */
export interface Presented extends Token {
  hash: Buffer
}

/** A token on its way out. */
export interface Minted {
  /** 91 characters of base64url. */
  text: string
  hash: Buffer
}

export interface Pair {
  access: Minted
  refresh: Minted
}

const secretBytes = 32
const tagBytes = 16
const bodyBytes = 16 + 4 + secretBytes
const form = /^[A-Za-z0-9_-]{91}$/

/** A session's pair from chance alone. */
export const newPair = (world: World, sessionId: string, generation: number): Pair => ({
  access: mint(world, 'access', { sessionId, generation, secret: world.random(secretBytes) }),
  refresh: mint(world, 'refresh', { sessionId, generation, secret: world.random(secretBytes) }),
})

/**
 * The pair after a refresh token, from that token and a nonce: whoever holds the same two makes the same pair, and the
 * database, which keeps the nonce, cannot.
 */
export function nextPair(world: World, presented: Token, nonce: Uint8Array): Pair {
  const key = createSecretKey(presented.secret)
  const { sessionId } = presented
  const generation = presented.generation + 1
  const next = (kind: TokenKind): Minted =>
    mint(world, kind, {
      sessionId,
      generation,
      secret: hmacSha256(key, Buffer.concat([nonce, Buffer.from(kind)])),
    })
  return { access: next('access'), refresh: next('refresh') }
}

/** What a cookie holds; undefined for what we never made, which then costs no look-up. */
export function readToken(world: World, kind: TokenKind, text: string | undefined): Presented | undefined {
  if (text === undefined || !form.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const body = bytes.subarray(0, bodyBytes)
  const tag = bytes.subarray(bodyBytes)
  const isOurs = keyedHashes(world, 'session', tagged(kind, body)).some((mac) =>
    sameSecret(mac.subarray(0, tagBytes), tag),
  )
  if (!isOurs) return undefined
  return {
    sessionId: uuidOf(body.subarray(0, 16)),
    generation: body.readUInt32BE(16),
    secret: body.subarray(20),
    hash: sha256(body),
  }
}

/** The hash leaves the tag out: the same token stays the same when another key makes the tags. */
function mint(world: World, kind: TokenKind, { sessionId, generation, secret }: Token): Minted {
  const number = Buffer.alloc(4)
  number.writeUInt32BE(generation)
  const body = Buffer.concat([uuidBytes(sessionId), number, secret])
  const { mac } = keyedHash(world, 'session', tagged(kind, body))
  return { text: base64url(Buffer.concat([body, mac.subarray(0, tagBytes)])), hash: sha256(body) }
}

const tagged = (kind: TokenKind, body: Uint8Array): Buffer => Buffer.concat([Buffer.from(`${kind}\0`), body])

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
