/**
 * Blowfish as bcrypt uses it (Provos and Mazières, "A Future-Adaptable Password Scheme", 1999). For looking at hashes that
 * were brought along; nothing new is made with it.
 */
export interface Schedule {
  subkeys: Uint32Array
  boxes: Uint32Array
}

const words = 18 + 1024

let start: Uint32Array | undefined

/** The first words of π behind the point, by Machin's formula. */
function digitsOfPi(): Uint32Array {
  const guardBits = 64n
  const one = 1n << (BigInt(words) * 32n + guardBits)
  const arctanOfInverse = (x: bigint): bigint => {
    let sum = 0n
    let sign = 1n
    for (let power = one / x, n = 1n; power > 0n; power /= x * x, n += 2n, sign = -sign)
      sum += (sign * power) / n
    return sum
  }
  const pi = 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n))
  const hex = ((pi - 3n * one) >> guardBits).toString(16).padStart(words * 8, '0')
  return Uint32Array.from({ length: words }, (_, n) => parseInt(hex.slice(n * 8, n * 8 + 8), 16))
}

export function freshSchedule(): Schedule {
  start ??= digitsOfPi()
  return { subkeys: start.slice(0, 18), boxes: start.slice(18) }
}

/** Enciphers the two words of `block` in place. */
export function encipher({ subkeys, boxes }: Schedule, block: Uint32Array): void {
  let left = block[0]!
  let right = block[1]!
  for (let round = 0; round < 16; round++) {
    left ^= subkeys[round]!
    const mixed =
      ((boxes[left >>> 24]! + boxes[256 + ((left >>> 16) & 255)]!) ^ boxes[512 + ((left >>> 8) & 255)]!) +
      boxes[768 + (left & 255)]!
    const next = right ^ mixed
    right = left
    left = next
  }
  block[0] = right ^ subkeys[17]!
  block[1] = left ^ subkeys[16]!
}

/** Mixes a key, 18 words, and a salt, 4 words or none, into the schedule. */
export function expand(schedule: Schedule, key: Uint32Array, salt?: Uint32Array): void {
  const { subkeys, boxes } = schedule
  for (let n = 0; n < 18; n++) subkeys[n] = subkeys[n]! ^ key[n]!
  const block = new Uint32Array(2)
  let taken = 0
  for (const part of [subkeys, boxes]) {
    for (let n = 0; n < part.length; n += 2) {
      if (salt) {
        block[0] = block[0]! ^ salt[taken & 3]!
        block[1] = block[1]! ^ salt[(taken + 1) & 3]!
        taken += 2
      }
      encipher(schedule, block)
      part[n] = block[0]!
      part[n + 1] = block[1]!
    }
  }
}
