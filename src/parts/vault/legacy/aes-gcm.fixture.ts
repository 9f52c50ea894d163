import { createCipheriv, type KeyObject } from 'node:crypto'
import type { HexSealed } from './aes-gcm.ts'

/** As the systems that are moved from make it; the product only opens them. */
export function makeHex(key: KeyObject, text: string | Uint8Array): HexSealed {
  const iv = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]).toString('hex')
  return { iv: iv.toString('hex'), tag: cipher.getAuthTag().toString('hex'), ciphertext }
}

/** `<version>:<iv>:<tag>:<ciphertext>` of source 000. */
export function makeLabelled(key: KeyObject, text: string | Uint8Array, version = 1): string {
  const { iv, tag, ciphertext } = makeHex(key, text)
  return `${version}:${iv}:${tag}:${ciphertext}`
}

/** The JSON of source 003. */
export function makeBlob(key: KeyObject, text: string): string {
  const { iv, tag, ciphertext } = makeHex(key, text)
  return JSON.stringify({ iv, authTag: tag, encryptedData: ciphertext, algorithm: 'aes-256-gcm' })
}
