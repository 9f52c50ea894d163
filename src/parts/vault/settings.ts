import { defineSettings, Mistake, type Setting, secret } from '../../kit/settings.ts'

const masterKey: Setting<Buffer | undefined> = {
  ...secret(
    'KEYHOLD_MASTER_KEY',
    'Wraps every other key. 32 bytes, base64. Made in the home at first run; production must bring its own.',
    { requiredInProduction: true },
  ),
  read(raw) {
    if (raw === undefined) return undefined
    const bytes = Buffer.from(raw, 'base64')
    if (bytes.length !== 32)
      throw new Mistake(
        `found ${bytes.length} bytes after base64, wants exactly 32; make one with: openssl rand -base64 32`,
      )
    return bytes
  },
}

export const vaultSettings = defineSettings('vault', {
  masterKey,
  legacyEncryptionKey: secret(
    'ENCRYPTION_KEY',
    'Opens data imported from a system that used it; nothing is ever sealed with it.',
  ),
})
