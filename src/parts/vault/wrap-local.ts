import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { uuidBytes } from '../../kit/id.ts'
import { KeyringError } from './faults.ts'
import { prefixed, u32 } from './format.ts'

/** Which root key a wrapped record holds; part of what it is bound to. */
export interface RootKeyName {
  id: number
  purpose: string
  deploymentId: string
}

/** Wraps root keys. `local` uses the master key of the settings; a KMS is another of the same shape. */
export interface Wrapper {
  /** Names the master key without telling it, 16 hex digits. */
  fingerprint: string
  wrap(name: RootKeyName, rootKey: Uint8Array, nonce: Uint8Array): Promise<Buffer>
  /** @throws KeyringError naming the master key that is wanted */
  unwrap(name: RootKeyName, wrapped: Buffer): Promise<Buffer>
}

/** Names a master key without telling it, 8 bytes (frozen). */
export const masterKeyName = (masterKey: KeyObject): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, '', 'keyhold/kek-id/v1', 8))

const magic = Buffer.from([0x4b, 0x81])
const domain = Buffer.from('keyhold/wrap/v1\0')

/** 70 bytes: magic 2 | id of the master key 8 | nonce 12 | ciphertext 32 | tag 16. */
export function localWrapper(masterKey: Uint8Array): Wrapper {
  const key = createSecretKey(masterKey)
  const kekId = masterKeyName(key)
  return {
    fingerprint: kekId.toString('hex'),
    async wrap(name, rootKey, nonce) {
      const head = Buffer.concat([magic, kekId])
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
      cipher.setAAD(boundTo(head, name))
      return Buffer.concat([head, nonce, cipher.update(rootKey), cipher.final(), cipher.getAuthTag()])
    },
    async unwrap(name, wrapped) {
      return unwrapLocal(key, kekId, name, wrapped)
    },
  }
}

function unwrapLocal(key: KeyObject, kekId: Buffer, name: RootKeyName, wrapped: Buffer): Buffer {
  if (wrapped.length !== 70 || !wrapped.subarray(0, 2).equals(magic)) {
    throw new KeyringError(
      `root key ${name.id} is not wrapped by a local master key; start with the keyring it was made with`,
    )
  }
  const wanted = wrapped.subarray(2, 10)
  if (!wanted.equals(kekId)) {
    throw new KeyringError(
      `root key ${name.id} wants the master key ${wanted.toString('hex')}, KEYHOLD_MASTER_KEY is ${kekId.toString('hex')}: give the key that was backed up with this database`,
    )
  }
  const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(10, 22), { authTagLength: 16 })
  decipher.setAAD(boundTo(wrapped.subarray(0, 10), name))
  decipher.setAuthTag(wrapped.subarray(54))
  try {
    return Buffer.concat([decipher.update(wrapped.subarray(22, 54)), decipher.final()])
  } catch (cause) {
    throw new KeyringError(
      `root key ${name.id} (${name.purpose}) was altered in the database, or belongs to another deployment; restore table encryption_keys from a backup`,
      { cause },
    )
  }
}

const boundTo = (head: Uint8Array, name: RootKeyName): Buffer =>
  Buffer.concat([domain, head, u32(name.id), prefixed(name.purpose), uuidBytes(name.deploymentId)])
