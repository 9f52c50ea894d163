import { type Canary, fewestBytes } from './canary.ts'

/** A canary where it should not be. */
export interface Found {
  kind: string
  encoding: string
  at: number
}

/** A piece of so many bytes tells a secret: the beginning of one, or any other part. Of a shorter one all is the piece. */
export const tellingBytes = 12
const stepBytes = 6

type Encode = (secret: Buffer) => Buffer[]

/** What a secret may look like. A whole one of these never has to stand there: a piece of it is enough. */
export const encodings: Readonly<Record<string, Encode>> = {
  plain: (secret) => [secret],
  reversed: (secret) => [Buffer.from(secret.toReversed())],
  hex: (secret) => [Buffer.from(secret.toString('hex'))],
  'hex, upper case': (secret) => [Buffer.from(secret.toString('hex').toUpperCase())],
  base64: (secret) => inBase64(secret, 'base64'),
  base64url: (secret) => inBase64(secret, 'base64url'),
  'percent-encoded': (secret) => [Buffer.from(encodeURIComponent(secret.toString()))],
  'form-encoded': (secret) => [
    Buffer.from(new URLSearchParams([['', secret.toString()]]).toString().slice(1)),
  ],
  'JSON-escaped': (secret) => [Buffer.from(inJson(secret.toString()))],
  'JSON-escaped twice': (secret) => [Buffer.from(inJson(inJson(secret.toString())))],
  'HTML-escaped': (secret) => [Buffer.from(inHtml(secret.toString()))],
}

/** With nothing, one or two other bytes before it: what of it does not hang on them. */
const inBase64 = (secret: Buffer, alphabet: 'base64' | 'base64url'): Buffer[] =>
  [0, 1, 2].map((start) => {
    const whole = secret.subarray(start, start + 3 * Math.floor((secret.length - start) / 3))
    return Buffer.from(whole.toString(alphabet))
  })

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

const inHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

/** Looks for all canaries at once, whatever their encoding. */
export type Search = (bytes: Uint8Array) => Found[]

const filterBits = 24

/** One pass over the bytes: a table of bits says where the first eight of a telling piece may stand, a map whether they do. */
export function searchFor(canaries: readonly Canary[]): Search {
  const pieces = new Map<string, Omit<Found, 'at'>>()
  const lengths = new Set<number>()
  const filter = new Uint8Array(2 ** (filterBits - 3))
  for (const { kind, forms } of canaries) {
    for (const form of forms) {
      for (const [encoding, encode] of Object.entries(encodings)) {
        for (const piece of encode(form).flatMap(piecesOf)) {
          const text = piece.toString('latin1')
          if (!pieces.has(text)) pieces.set(text, { kind, encoding })
          lengths.add(piece.length)
          const place = placeOf(piece.readUInt32LE(0), piece.readUInt32LE(4))
          filter[place >>> 3]! |= 1 << (place & 7)
        }
      }
    }
  }
  return (bytes) => {
    const found: Found[] = []
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (buffer.length < fewestBytes) return found
    let [low, high] = [buffer.readUInt32LE(0), buffer.readUInt32LE(4)]
    for (let at = 0; at + fewestBytes <= buffer.length; at++) {
      const place = placeOf(low, high)
      if (filter[place >>> 3]! & (1 << (place & 7))) {
        for (const length of lengths) {
          const piece = pieces.get(buffer.toString('latin1', at, at + length))
          if (piece) found.push({ ...piece, at })
        }
      }
      low = (low >>> 8) | ((high & 0xff) << 24)
      high = (high >>> 8) | (buffer[at + 8]! << 24)
    }
    return found
  }
}

const placeOf = (low: number, high: number): number =>
  (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - filterBits)

function piecesOf(encoded: Buffer): Buffer[] {
  if (encoded.length < tellingBytes) return encoded.length < fewestBytes ? [] : [encoded]
  const pieces: Buffer[] = []
  for (let start = 0; start + tellingBytes <= encoded.length; start += stepBytes)
    pieces.push(encoded.subarray(start, start + tellingBytes))
  return pieces
}
