import type { World } from './world.ts'

/**
 * A UUIDv7 (RFC 9562, section 6.2, method 1): 48 bits of the world's clock in milliseconds, a counter of 12 within the
 * millisecond, the rest by chance. Sorts by time, and those of one process in the order they were made.
 */
export function uuidv7(world: Pick<World, 'now' | 'random'>): string {
  const bytes = world.random(16)
  const milliseconds = world.now().getTime()
  bytes.writeUIntBE(milliseconds, 0, 6)
  bytes.writeUInt16BE(0x7000 | countedWithin(milliseconds, bytes.readUInt16BE(6)), 6)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

let last = { milliseconds: -1, count: 0 }

/** Begins anywhere in the lower half, so that 2,048 and more of a millisecond have a place behind each other. */
function countedWithin(milliseconds: number, chance: number): number {
  const isNext = last.milliseconds === milliseconds && last.count < 0xfff
  last = { milliseconds, count: isNext ? last.count + 1 : chance & 0x7ff }
  return last.count
}

/** The 16 raw bytes of a UUID. */
export function uuidBytes(uuid: string): Buffer {
  const bytes = Buffer.allocUnsafe(16)
  writeUuid(bytes, 0, uuid)
  return bytes
}

/** Writes the 16 raw bytes. Digit by digit, as that takes a third of the time of a hex string without its hyphens. */
export function writeUuid(into: Buffer, at: number, uuid: string): void {
  for (let digit = 0, byte = at; digit < uuid.length; digit += 2, byte++) {
    if (uuid.charCodeAt(digit) === hyphen) digit += 1
    into[byte] = (digitValues[uuid.charCodeAt(digit)]! << 4) | digitValues[uuid.charCodeAt(digit + 1)]!
  }
}

const hyphen = 0x2d
/** The value of a hex digit by its character code. */
const digitValues = new Uint8Array(128)
for (const digit of '0123456789abcdefABCDEF') digitValues[digit.charCodeAt(0)] = Number.parseInt(digit, 16)

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
export const isUuid = (text: string): boolean => uuidForm.test(text)
