/** Which root key a wrapped record holds; part of what it is bound to. */
export interface RootKeyName {
  id: number
  purpose: string
  deploymentId: string
}

/** Wraps root keys: `local` by the master key of the settings, `aws-kms` by a key that never leaves KMS. */
export interface Wrapper {
  /** Names what wraps without telling it: 16 hex digits of the master key, or the key's id at KMS as configured. */
  fingerprint: string
  /** A new root key of 32 bytes and the same wrapped; whoever takes it wipes it. */
  make(name: RootKeyName, random: (bytes: number) => Buffer): Promise<{ rootKey: Buffer; wrapped: Buffer }>
  /** For a root key that is there already. */
  wrap(name: RootKeyName, rootKey: Uint8Array, nonce: Uint8Array): Promise<Buffer>
  /** @throws KeyringError naming the key that is wanted */
  unwrap(name: RootKeyName, wrapped: Buffer): Promise<Buffer>
}

/** The first two bytes of a wrapped root key (frozen). */
export const localMagic = Buffer.from([0x4b, 0x81])
export const kmsMagic = Buffer.from([0x4b, 0x82])

/** The longest ARN of a key, bytes. */
const longestArn = 2_048

/** What a wrapped root key was wrapped by, as it says itself. */
export type WrappedBy =
  | { keyring: 'local'; fingerprint: string }
  | { keyring: 'aws-kms'; keyArn: string; ciphertext: Buffer }
  | { keyring: 'unknown' }

/** local: magic 2 | id of the master key 8 | ...; aws-kms: magic 2 | lp(ARN of the key) | CiphertextBlob. */
export function wrappedBy(wrapped: Buffer): WrappedBy {
  const magic = wrapped.subarray(0, 2)
  if (magic.equals(localMagic) && wrapped.length === 70)
    return { keyring: 'local', fingerprint: wrapped.toString('hex', 2, 10) }
  if (magic.equals(kmsMagic) && wrapped.length > 6) {
    const end = 6 + wrapped.readUInt32BE(2)
    if (end - 6 <= longestArn && end < wrapped.length)
      return {
        keyring: 'aws-kms',
        keyArn: wrapped.toString('utf8', 6, end),
        ciphertext: wrapped.subarray(end),
      }
  }
  return { keyring: 'unknown' }
}

/** What to do about a root key that another keyring wrapped. */
export function wantedInWords(by: WrappedBy): string {
  switch (by.keyring) {
    case 'local':
      return `wants the master key ${by.fingerprint}: start with KEYHOLD_KEYRING=local and that key in KEYHOLD_MASTER_KEY`
    case 'aws-kms':
      return `wants the key ${by.keyArn} at AWS KMS: start with KEYHOLD_KEYRING=aws-kms and KMS_KEY_ID=${by.keyArn}`
    case 'unknown':
      return 'was altered in the database, or wrapped by a newer Keyhold: restore table encryption_keys from a backup'
  }
}
