import { createHmac } from 'node:crypto'
import { sameSecret } from '../../../kit/hash.ts'
import { base32 } from './base32.ts'

/** RFC 6238 with what every authenticator app takes: SHA-1, 6 digits, a new code every 30 s. */
export const stepSeconds = 30
export const secretBytes = 20
/** A clock may be off by so many steps, to either side. */
const windowSteps = 1

export type TotpHash = 'sha1' | 'sha256' | 'sha512'

export const stepOf = (moment: Date): number => Math.floor(moment.getTime() / 1000 / stepSeconds)

/** The code of one step (RFC 4226, section 5.3), 6 to 8 digits. */
export function codeAt(
  secret: Uint8Array,
  step: number,
  { digits = 6, hash = 'sha1' }: { digits?: number; hash?: TotpHash } = {},
): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac(hash, secret).update(counter).digest()
  const at = mac.at(-1)! & 0x0f
  const number = (mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** digits
  return String(number).padStart(digits, '0')
}

/** The newest step around the moment whose code this is; undefined when it is none's. Whether it was used is not its matter. */
export function stepOfCode(secret: Uint8Array, code: string, moment: Date): number | undefined {
  const now = stepOf(moment)
  let found: number | undefined
  for (let step = now - windowSteps; step <= now + windowSteps; step++)
    if (sameSecret(codeAt(secret, step), code)) found = step
  return found
}

/** What the QR code says to an authenticator app. */
export function otpauthUrl(issuer: string, label: string, secret: Uint8Array): string {
  const name = `${encodeURIComponent(issuer)}:${encodeURIComponent(label)}`
  return `otpauth://totp/${name}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=${stepSeconds}`
}
