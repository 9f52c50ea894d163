import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { uuidBytes } from '../../kit/id.ts'
import { KeyringError } from './faults.ts'
import { prefixed, u32 } from './format.ts'
import { localMagic, type RootKeyName, wantedInWords, type Wrapper, wrappedBy } from './wrapper.ts'

/** Names a master key without telling it, 8 bytes (frozen). */
export const masterKeyName = (masterKey: KeyObject): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, '', 'keyhold/kek-id/v1', 8))

const domain = Buffer.from('keyhold/wrap/v1\0')

/** 70 bytes: magic 2 | id of the master key 8 | nonce 12 | ciphertext 32 | tag 16. */
export function localWrapper(masterKey: Uint8Array): Wrapper {
  const key = createSecretKey(masterKey)
  const kekId = masterKeyName(key)
  const wrapper: Wrapper = {
    fingerprint: kekId.toString('hex'),
    async make(name, random) {
      const rootKey = random(32)
      return { rootKey, wrapped: await wrapper.wrap(name, rootKey, random(12)) }
    },
    async wrap(name, rootKey, nonce) {
      const head = Buffer.concat([localMagic, kekId])
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
      cipher.setAAD(boundTo(head, name))
      return Buffer.concat([head, nonce, cipher.update(rootKey), cipher.final(), cipher.getAuthTag()])
    },
    async unwrap(name, wrapped) {
      return unwrapLocal(key, kekId, name, wrapped)
    },
  }
  return wrapper
}

function unwrapLocal(key: KeyObject, kekId: Buffer, name: RootKeyName, wrapped: Buffer): Buffer {
  const by = wrappedBy(wrapped)
  if (by.keyring !== 'local')
    throw new KeyringError(`root key ${name.id} ${wantedInWords(by)}`, { reason: 'OTHER_KEYRING' })
  if (by.fingerprint !== kekId.toString('hex'))
    throw new KeyringError(
      `root key ${name.id} wants the master key ${by.fingerprint}, KEYHOLD_MASTER_KEY is ${kekId.toString('hex')}: give the key that was backed up with this database`,
      { reason: 'OTHER_KEY' },
    )
  const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(10, 22), { authTagLength: 16 })
  decipher.setAAD(boundTo(wrapped.subarray(0, 10), name))
  decipher.setAuthTag(wrapped.subarray(54))
  try {
    return Buffer.concat([decipher.update(wrapped.subarray(22, 54)), decipher.final()])
  } catch (cause) {
    throw new KeyringError(
      `root key ${name.id} (${name.purpose}) was altered in the database, or belongs to another deployment; restore table encryption_keys from a backup`,
      { reason: 'WRONG_CONTEXT', cause },
    )
  }
}

const boundTo = (head: Uint8Array, name: RootKeyName): Buffer =>
  Buffer.concat([domain, head, u32(name.id), prefixed(name.purpose), uuidBytes(name.deploymentId)])
