import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import { uuidBytes, writeUuid } from '../../kit/id.ts'
import { Refused } from './faults.ts'

/**
 * Sealing, format 1 (frozen; docs/guides/sealing.md has the layout):
 * magic 2 | key id 4 | commitment 32 | nonce 12 | ciphertext n | tag 16 — 66 bytes over the plaintext.
 */
export const overheadBytes = 66
/** Longest plaintext, bytes. */
export const longestPlaintext = 65_536
const magic = Buffer.from([0x4b, 0x01])
const headerBytes = 38
const nonceBytes = 12
const tagBytes = 16
const uuidLength = 16
const domain = Buffer.from('keyhold/seal/v1\0')

/** The one place a sealed secret is good for. `table` and `field` are permanent labels. */
export interface Place {
  accountId: string
  subjectId: string
  table: string
  rowId: string
  field: string
  /** Belongs to the secret: +1 when it changes, the same when it is only sealed again. */
  generation: number
}

/** A subject's key under one root key, with the commitment that binds a ciphertext to it. */
export interface SubjectKey {
  keyId: number
  key: KeyObject
  commitment: Buffer
}

export function deriveSubjectKey(
  keyId: number,
  rootKey: KeyObject,
  salt: Uint8Array,
  subjectId: string,
): SubjectKey {
  const info = Buffer.concat([domain, u32(keyId), uuidBytes(subjectId)])
  const okm = Buffer.from(hkdfSync('sha256', rootKey, salt, info, 64))
  const derived = {
    keyId,
    key: createSecretKey(okm.subarray(0, 32)),
    commitment: Buffer.from(okm.subarray(32)),
  }
  okm.fill(0, 0, 32)
  return derived
}

export function sealWith(
  subjectKey: SubjectKey,
  place: Place,
  plaintext: Uint8Array,
  nonce: Uint8Array,
): Buffer {
  if (plaintext.length > longestPlaintext)
    throw new RangeError(`a secret may have ${longestPlaintext} bytes, this one has ${plaintext.length}`)
  const header = Buffer.concat([magic, u32(subjectKey.keyId), subjectKey.commitment])
  const cipher = createCipheriv('aes-256-gcm', subjectKey.key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(additionalData(header, place))
  const body = cipher.update(plaintext)
  return Buffer.concat([header, nonce, body, cipher.final(), cipher.getAuthTag()])
}

/** The key id a record was sealed under. @throws Refused TOO_SHORT or UNKNOWN_FORMAT */
export function keyIdOf(sealed: Buffer): number {
  if (sealed.length < overheadBytes) throw new Refused('TOO_SHORT')
  if (sealed[0] !== magic[0] || sealed[1] !== magic[1]) throw new Refused('UNKNOWN_FORMAT')
  return sealed.readUInt32BE(2)
}

/** @throws Refused WRONG_KEY when the commitment differs, TAMPERED when the tag does */
export function openWith(subjectKey: SubjectKey, place: Place, sealed: Buffer): Buffer {
  const header = sealed.subarray(0, headerBytes)
  if (!timingSafeEqual(header.subarray(6), subjectKey.commitment))
    throw new Refused('WRONG_KEY', subjectKey.keyId)
  const decipher = createDecipheriv(
    'aes-256-gcm',
    subjectKey.key,
    sealed.subarray(headerBytes, headerBytes + nonceBytes),
    { authTagLength: tagBytes },
  )
  decipher.setAAD(additionalData(header, place))
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  const body = decipher.update(sealed.subarray(headerBytes + nonceBytes, sealed.length - tagBytes))
  try {
    decipher.final()
  } catch {
    throw new Refused('TAMPERED', subjectKey.keyId) // OpenSSL's own error says no more than this
  }
  return body
}

/** Everything a ciphertext is bound to. Length prefixes keep two fields from passing for one. */
function additionalData(header: Uint8Array, place: Place): Buffer {
  // In one buffer, as this runs for every secret that is opened.
  const tableBytes = Buffer.byteLength(place.table)
  const fieldBytes = Buffer.byteLength(place.field)
  const data = Buffer.allocUnsafe(
    domain.length + headerBytes + 4 * 4 + 2 * uuidLength + tableBytes + fieldBytes + 8,
  )
  let at = domain.copy(data)
  data.set(header, at)
  at = data.writeUInt32BE(uuidLength, at + headerBytes)
  writeUuid(data, at, place.accountId)
  at = data.writeUInt32BE(tableBytes, at + uuidLength)
  at += data.write(place.table, at)
  at = data.writeUInt32BE(uuidLength, at)
  writeUuid(data, at, place.rowId)
  at = data.writeUInt32BE(fieldBytes, at + uuidLength)
  at += data.write(place.field, at)
  data.writeBigUInt64BE(BigInt(place.generation), at)
  return data
}

export function prefixed(bytes: string | Uint8Array): Buffer {
  const raw = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  return Buffer.concat([u32(raw.length), raw])
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
