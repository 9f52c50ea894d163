import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import { hmacSha256 } from '../../kit/hash.ts'
import { masterKeyName } from './wrap-local.ts'

/** Bytes that sealing a piece adds. */
export const fileTagBytes = 16
/** Bytes of a file's salt. */
export const fileSaltBytes = 32

const info = 'keyhold/file/v1'

/**
 * The key of one file that leaves the database (a backup), derived from the master key and the file's own random salt.
 * As the salt is new for each file, a piece's number is nonce enough.
 */
export interface FileKey {
  /** Names the master key without telling it, 8 bytes. */
  masterKeyName: Buffer
  /** HMAC-SHA-256 under a key apart from the one that seals. */
  mac(bytes: Uint8Array): Buffer
  /** AES-256-GCM; `number` at most once for each file. */
  seal(number: bigint, boundTo: Uint8Array, plaintext: Uint8Array): Buffer
  /** `null` when it does not open. */
  open(number: bigint, boundTo: Uint8Array, sealed: Uint8Array): Buffer | null
}

/**
 * @param masterKey 32 bytes
 * @param salt 32 bytes, random for each file
 */
export function fileKey(masterKey: Uint8Array, salt: Uint8Array): FileKey {
  const master = createSecretKey(masterKey)
  const derived = Buffer.from(hkdfSync('sha256', master, salt, info, 64))
  const sealing = createSecretKey(derived.subarray(0, 32))
  const proving = createSecretKey(derived.subarray(32))
  derived.fill(0)
  return {
    masterKeyName: masterKeyName(master),
    mac: (bytes) => hmacSha256(proving, bytes),
    seal: (number, boundTo, plaintext) => sealPiece(sealing, number, boundTo, plaintext),
    open: (number, boundTo, sealed) => openPiece(sealing, number, boundTo, sealed),
  }
}

/** Compares two MACs of one length without telling by time where they differ. */
export const sameMac = (one: Uint8Array, other: Uint8Array): boolean => timingSafeEqual(one, other)

function sealPiece(key: KeyObject, number: bigint, boundTo: Uint8Array, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number), { authTagLength: fileTagBytes })
  cipher.setAAD(boundTo)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

function openPiece(key: KeyObject, number: bigint, boundTo: Uint8Array, sealed: Uint8Array): Buffer | null {
  const end = sealed.length - fileTagBytes
  if (end < 0) return null
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number), { authTagLength: fileTagBytes })
  decipher.setAAD(boundTo)
  decipher.setAuthTag(sealed.subarray(end))
  const plaintext = decipher.update(sealed.subarray(0, end))
  try {
    decipher.final()
    return plaintext
  } catch {
    return null // OpenSSL's own error says no more than this
  }
}

function nonceOf(number: bigint): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(number, 4)
  return nonce
}
