import { createHash, createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto'

export const sha256 = (bytes: string | Uint8Array): Buffer => hash('sha256', bytes, 'buffer')

export const sha256Parts = (parts: readonly Uint8Array[]): Buffer => {
  const digest = createHash('sha256')
  for (const part of parts) digest.update(part)
  return digest.digest()
}

export const hmacSha256 = (key: KeyObject, bytes: string | Uint8Array): Buffer =>
  createHmac('sha256', key).update(bytes).digest()

/** Compares two secrets of any length without telling by time where they differ. */
export const sameSecret = (a: string | Uint8Array, b: string | Uint8Array): boolean =>
  timingSafeEqual(sha256(a), sha256(b))

export const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
