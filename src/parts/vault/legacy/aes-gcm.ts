import { createDecipheriv, createSecretKey, type KeyObject, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'

/**
 * AES-256-GCM as systems that are moved from used it: IV and tag of 16 bytes, no additional data, all in hex. Opened and
 * never made: nothing binds such a ciphertext to its row.
 */
export interface HexSealed {
  iv: string
  tag: string
  ciphertext: string
}

/** Why it did not open. */
export type HexRefusal = 'MALFORMED' | 'WRONG_KEY_OR_ALTERED'

export class HexRefused extends Error {
  override readonly name = 'HexRefused'
  readonly reason: HexRefusal
  constructor(reason: HexRefusal) {
    super(reason)
    this.reason = reason
  }
}

const keyBytes = 32

/** @param bytes 32 of them; wiped. @throws RangeError for another length */
export function legacyKey(bytes: Buffer): KeyObject {
  if (bytes.length !== keyBytes) throw new RangeError('a key of AES-256 is 32 bytes')
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}

/** @param text 64 hex digits. @throws RangeError for anything else; its message holds nothing of the key */
export function legacyKeyFromHex(text: string): KeyObject {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new RangeError('a key is 64 hex digits')
  return legacyKey(Buffer.from(text, 'hex'))
}

/** The key that a password stands for: PBKDF2-HMAC-SHA256. Off the event loop, as it takes tens of milliseconds. */
export const legacyKeyFrom = async (
  password: string,
  { salt, iterations }: { salt: string; iterations: number },
): Promise<KeyObject> => legacyKey(await derive(password, salt, iterations, keyBytes, 'sha256'))

const derive = promisify(pbkdf2)

const sixteenBytes = /^[0-9a-f]{32}$/i
const wholeBytes = /^(?:[0-9a-f]{2})*$/i

/**
 * Opens one. Whatever does not open throws: what goes in never comes out.
 * @throws HexRefused with the reason
 */
export function openHex(key: KeyObject, { iv, tag, ciphertext }: HexSealed): Buffer {
  // A shorter tag would be taken as well, and is guessed more easily.
  if (!sixteenBytes.test(iv) || !sixteenBytes.test(tag) || !wholeBytes.test(ciphertext))
    throw new HexRefused('MALFORMED')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'hex'), { authTagLength: 16 })
  decipher.setAuthTag(Buffer.from(tag, 'hex'))
  const text = decipher.update(Buffer.from(ciphertext, 'hex'))
  try {
    return Buffer.concat([text, decipher.final()])
  } catch {
    throw new HexRefused('WRONG_KEY_OR_ALTERED') // OpenSSL's own error says no more than this
  }
}
