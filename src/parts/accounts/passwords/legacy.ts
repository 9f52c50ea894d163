import { scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { World } from '../../../kit/world.ts'
import { isBcrypt, isBearableBcrypt, verifyBcrypt } from './bcrypt.ts'

const derive = promisify<string, string | Uint8Array, number, ScryptOptions, Buffer>(scrypt)

interface Scrypt {
  salt: string | Uint8Array
  hash: Buffer
  options: { N: number; r: number; p: number }
}

/** A PHC string (passlib's too, which writes base64 with dots), or Better Auth's `salt:hash` in hex. */
function readScrypt(kept: string): Scrypt | undefined {
  const phc = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/.-]+)\$([\w+/.-]+)$/.exec(kept)
  if (phc) {
    const [ln, r, p] = phc.slice(1, 4).map(Number) as [number, number, number]
    const [salt, hash] = phc.slice(4).map((text) => Buffer.from(text.replaceAll('.', '+'), 'base64'))
    return { salt: salt!, hash: hash!, options: { N: 2 ** ln, r, p } }
  }
  const plain = /^([0-9a-f]{32}):([0-9a-f]{128})$/.exec(kept)
  if (!plain) return undefined
  return { salt: plain[1]!, hash: Buffer.from(plain[2]!, 'hex'), options: { N: 16_384, r: 16, p: 1 } }
}

const memoryBytes = ({ N, r, p }: Scrypt['options']): number => 128 * r * (N + p)
const mostBytes = 134_217_728

/** Made by other means than argon2. */
export const isLegacy = (kept: string): boolean => isBcrypt(kept) || readScrypt(kept) !== undefined

export function isLegacyBearable(kept: string): boolean {
  const found = readScrypt(kept)
  if (!found) return isBearableBcrypt(kept)
  const { hash, options } = found
  return hash.length >= 16 && hash.length <= 128 && options.p <= 4 && memoryBytes(options) <= mostBytes
}

export async function verifyLegacy(world: World, text: string, kept: string): Promise<boolean> {
  const found = readScrypt(kept)
  if (!found) return verifyBcrypt(world, text, kept)
  const { salt, hash, options } = found
  const maxmem = memoryBytes(options) + 1_048_576
  const made = await derive(text.normalize('NFKC'), salt, hash.length, { ...options, maxmem })
  return timingSafeEqual(made, hash)
}
