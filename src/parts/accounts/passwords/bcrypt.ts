import { timingSafeEqual } from 'node:crypto'
import type { World } from '../../../kit/world.ts'
import { encipher, expand, freshSchedule } from './blowfish.ts'

const form = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/
const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const usual = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

// A round takes a tenth of a millisecond, and other requests are to be served meanwhile.
const roundsInARow = 16

export const isBcrypt = (kept: string): boolean => form.test(kept)

/** Each step of the cost doubles the work; 14 is more than a second of it. */
export function isBearableBcrypt(kept: string): boolean {
  const cost = Number(form.exec(kept)?.[1])
  return cost >= 4 && cost <= 14
}

/**
 * Whether that is the password of a bcrypt hash, of which bcrypt saw the first 72 bytes. It runs on this thread, a
 * little at a time: Node knows no bcrypt, and each hash is looked at like that once, as the right password is hashed anew.
 */
export async function verifyBcrypt(world: World, text: string, kept: string): Promise<boolean> {
  const [, cost, salt, hash] = form.exec(kept) ?? []
  if (cost === undefined || !isBearableBcrypt(kept)) return false
  const made = await bcrypt(world, text, bytesOf(salt!), 2 ** Number(cost))
  return timingSafeEqual(made, bytesOf(hash!))
}

async function bcrypt(world: World, text: string, saltBytes: Buffer, rounds: number): Promise<Buffer> {
  const key = keyWords(Buffer.from(`${text}\0`).subarray(0, 72))
  const salt = wordsIn(saltBytes)
  const schedule = freshSchedule()
  const saltAsKey = Uint32Array.from({ length: 18 }, (_, n) => salt[n & 3]!)
  expand(schedule, key, salt)
  for (let round = 0; round < rounds; round++) {
    expand(schedule, key)
    expand(schedule, saltAsKey)
    if (round % roundsInARow === roundsInARow - 1) await world.wait(0)
  }
  const words = wordsIn(Buffer.from('OrpheanBeholderScryDoubt'))
  for (let at = 0; at < 6; at += 2) {
    const block = words.subarray(at, at + 2)
    for (let times = 0; times < 64; times++) encipher(schedule, block)
  }
  const made = Buffer.alloc(24)
  words.forEach((word, n) => made.writeUInt32BE(word, n * 4))
  return made.subarray(0, 23)
}

const wordsIn = (bytes: Buffer): Uint32Array =>
  Uint32Array.from({ length: bytes.length / 4 }, (_, n) => bytes.readUInt32BE(n * 4))

/** Eighteen words, the bytes over and over. */
const keyWords = (bytes: Buffer): Uint32Array =>
  wordsIn(Buffer.from(Array.from({ length: 72 }, (_, n) => bytes[n % bytes.length]!)))

/** Of bcrypt's own base64. */
const bytesOf = (text: string): Buffer =>
  Buffer.from([...text].map((letter) => usual[alphabet.indexOf(letter)]).join(''), 'base64')
