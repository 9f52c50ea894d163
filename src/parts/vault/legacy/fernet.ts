import {
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  pbkdf2,
  timingSafeEqual,
} from 'node:crypto'
import { promisify } from 'node:util'

/**
 * Fernet, version 0x80, of systems that are moved from: opened and never made.
 * version 1 | moment 8 | IV 16 | AES-128-CBC ciphertext n * 16 | HMAC-SHA256 of all before 32, in base64url.
 * Source: https://github.com/fernet/spec/blob/master/Spec.md
 */
const version = 0x80
const blockBytes = 16
const headerBytes = 1 + 8 + blockBytes
const macBytes = 32
/** A moment this far ahead is taken for a clock that is a little off; only looked at together with an age. */
const longestSkewSeconds = 60

/** Why a Fernet token did not open. */
export type FernetRefusal =
  | 'MALFORMED'
  | 'VERSION'
  | 'WRONG_KEY_OR_ALTERED'
  | 'PADDING'
  | 'EXPIRED'
  | 'FROM_THE_FUTURE'

export class FernetRefused extends Error {
  override readonly name = 'FernetRefused'
  readonly reason: FernetRefusal
  constructor(reason: FernetRefusal) {
    super(reason)
    this.reason = reason
  }
}

export interface FernetKey {
  signing: KeyObject
  encryption: KeyObject
}

/** @param text 32 bytes in base64url. @throws RangeError for anything else; its message holds nothing of the key */
export function fernetKey(text: string): FernetKey {
  const bytes = decoded(text)
  if (bytes?.length !== 32) throw new RangeError('a Fernet key is 32 bytes in base64url')
  return keyOf(bytes)
}

/** The key that a password stands for: PBKDF2-HMAC-SHA256, 32 bytes. Off the event loop, as it takes tens of milliseconds. */
export async function fernetKeyFrom(
  password: string,
  { salt, iterations }: { salt: string; iterations: number },
): Promise<FernetKey> {
  return keyOf(await derive(password, salt, iterations, 32, 'sha256'))
}

const derive = promisify(pbkdf2)

function keyOf(bytes: Buffer): FernetKey {
  const key = {
    signing: createSecretKey(bytes.subarray(0, 16)),
    encryption: createSecretKey(bytes.subarray(16)),
  }
  bytes.fill(0)
  return key
}

/**
 * Opens a Fernet token. Whatever does not open throws: what goes in never comes out.
 * @param age when given, a token older than that many seconds, or made more than 60 s ahead, is refused
 * @throws FernetRefused with the reason
 */
export function openFernet(key: FernetKey, token: string, age?: { now: Date; mostSeconds: number }): Buffer {
  const bytes = decoded(token)
  if (!bytes || bytes.length === 0) throw new FernetRefused('MALFORMED')
  if (bytes[0] !== version) throw new FernetRefused('VERSION')
  const ciphertextBytes = bytes.length - headerBytes - macBytes
  if (ciphertextBytes < blockBytes || ciphertextBytes % blockBytes !== 0) throw new FernetRefused('MALFORMED')
  if (age) refuseAge(bytes.readBigUInt64BE(1), age)
  const signed = bytes.subarray(0, -macBytes)
  const mac = createHmac('sha256', key.signing).update(signed).digest()
  // Before anything is decrypted: an altered ciphertext must not reach the padding, whose errors tell about the text.
  if (!timingSafeEqual(mac, bytes.subarray(-macBytes))) throw new FernetRefused('WRONG_KEY_OR_ALTERED')
  return decrypted(key.encryption, signed)
}

function refuseAge(madeAt: bigint, { now, mostSeconds }: { now: Date; mostSeconds: number }): void {
  const nowSeconds = BigInt(Math.floor(now.getTime() / 1000))
  if (madeAt + BigInt(mostSeconds) < nowSeconds) throw new FernetRefused('EXPIRED')
  if (madeAt > nowSeconds + BigInt(longestSkewSeconds)) throw new FernetRefused('FROM_THE_FUTURE')
}

function decrypted(key: KeyObject, signed: Buffer): Buffer {
  const decipher = createDecipheriv(
    'aes-128-cbc',
    key,
    signed.subarray(headerBytes - blockBytes, headerBytes),
  )
  const text = decipher.update(signed.subarray(headerBytes))
  try {
    return Buffer.concat([text, decipher.final()])
  } catch {
    throw new FernetRefused('PADDING') // OpenSSL's own error says no more than this
  }
}

const form = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}==|[A-Za-z0-9_-]{3}=)?$/

/** Padded base64url and nothing else: the runtime's own decoder passes over what it does not know. */
const decoded = (text: string): Buffer | null => (form.test(text) ? Buffer.from(text, 'base64url') : null)

/** Whether a text is of a Fernet token's form: a ciphertext that must never go out as what it hides. */
export function looksLikeFernet(text: string): boolean {
  const bytes = decoded(text)
  return bytes !== null && bytes[0] === version && bytes.length >= headerBytes + blockBytes + macBytes
}
