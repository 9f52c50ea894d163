import { KeyringError } from './faults.ts'
import { prefixed } from './format.ts'
import type { Kms } from './kms/client.ts'
import { isSameKey } from './kms/same-key.ts'
import { kmsMagic, type RootKeyName, wantedInWords, type Wrapper, wrappedBy } from './wrapper.ts'

/** magic 2 | lp(ARN of the key that wrapped it) | CiphertextBlob. Bound by KMS itself to id, purpose and deployment. */
export function kmsWrapper(kms: Kms): Wrapper {
  return {
    fingerprint: kms.keyId,
    // KMS draws key and nonce.
    async make(name) {
      const { keyArn, plaintext, ciphertext } = await kms.drawKey(contextOf(name))
      return { rootKey: plaintext, wrapped: recordOf(keyArn, ciphertext) }
    },
    async wrap(name, rootKey) {
      const { keyArn, ciphertext } = await kms.encrypt(rootKey, contextOf(name))
      return recordOf(keyArn, ciphertext)
    },
    unwrap: (name, wrapped) => unwrapByKms(kms, name, wrapped),
  }
}

const recordOf = (keyArn: string, ciphertext: Buffer): Buffer =>
  Buffer.concat([kmsMagic, prefixed(keyArn), ciphertext])

async function unwrapByKms(kms: Kms, name: RootKeyName, wrapped: Buffer): Promise<Buffer> {
  const by = wrappedBy(wrapped)
  if (by.keyring !== 'aws-kms')
    throw new KeyringError(`root key ${name.id} ${wantedInWords(by)}`, { reason: 'OTHER_KEYRING' })
  // Only ever our own key: whoever can write rows could name one of his, and would know what we seal under it.
  if (kms.keyId.startsWith('arn:') && kms.keyId.includes(':key/') && !isSameKey(kms.keyId, by.keyArn))
    throw otherKey(kms, name, by.keyArn)
  try {
    const { keyArn, plaintext } = await kms.decrypt(by.ciphertext, contextOf(name))
    if (isSameKey(keyArn, by.keyArn) && plaintext.length === 32) return plaintext
    plaintext.fill(0)
  } catch (error) {
    throw inContext(error, kms, name, by.keyArn)
  }
  throw altered(name)
}

/** In clear in AWS's own log: ids, never a secret. */
const contextOf = ({ id, purpose, deploymentId }: RootKeyName): Record<string, string> => ({
  keyhold: deploymentId,
  key: String(id),
  purpose,
})

/** KMS knows what it refused; we know for which root key. */
function inContext(error: unknown, kms: Kms, name: RootKeyName, keyArn: string): unknown {
  if (!(error instanceof KeyringError)) return error
  if (error.reason === 'WRONG_CONTEXT') return altered(name, error)
  if (error.reason === 'OTHER_KEY') return otherKey(kms, name, keyArn, error)
  return error
}

const altered = ({ id, purpose }: RootKeyName, cause?: unknown): KeyringError =>
  new KeyringError(
    `root key ${id} (${purpose}) was altered in the database, or belongs to another deployment; restore table encryption_keys from a backup`,
    { reason: 'WRONG_CONTEXT', cause },
  )

const otherKey = (kms: Kms, { id }: RootKeyName, keyArn: string, cause?: unknown): KeyringError =>
  new KeyringError(
    `root key ${id} wants the key ${keyArn} at AWS KMS, KMS_KEY_ID is ${kms.keyId}: give the key this database was made with`,
    { reason: 'OTHER_KEY', cause },
  )
