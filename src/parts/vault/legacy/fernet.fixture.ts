import { createCipheriv, createHmac } from 'node:crypto'
import type { FernetKey } from './fernet.ts'

/** A Fernet token as the systems that are moved from make it; the product only opens them. */
export function makeFernet(
  key: FernetKey,
  text: string | Uint8Array,
  { madeAt = 1_766_664_000n, pads = true }: { madeAt?: bigint; pads?: boolean } = {},
): string {
  const iv = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
  const head = Buffer.alloc(9)
  head[0] = 0x80
  head.writeBigUInt64BE(madeAt, 1)
  const cipher = createCipheriv('aes-128-cbc', key.encryption, iv).setAutoPadding(pads)
  const signed = Buffer.concat([head, iv, cipher.update(text), cipher.final()])
  const token = Buffer.concat([signed, createHmac('sha256', key.signing).update(signed).digest()])
  return token.toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}
