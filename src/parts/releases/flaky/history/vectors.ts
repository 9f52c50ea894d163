import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** What one test did in one run. */
export interface Entry {
  /** Of the test, within its repository. */
  number: number
  /** Finished attempts; 0: it was skipped. */
  attempts: number
  /** Of these, how many failed. */
  failures: number
  firstFailed: boolean
  /** What became of it in the end. */
  lastFailed: boolean
  /** Of all attempts together, ms. */
  milliseconds: number
  /** Of the failed ones, ms. */
  failedMilliseconds: number
}

/**
 * A run as two columns keep it: `results` says all but how long passes took, about a byte of ten thousand tests that pass;
 * `durations` is two bytes for each test, in the same order.
 */
export interface Vectors {
  results: Buffer
  durations: Buffer
}

const skipped = 0
const passedOnce = 1
const failedOnce = 2
/** Several attempts; 1 more where the first failed, 2 more where the last did. */
const several = 3

/** @param entries in any order; a number may come twice */
export function packed(entries: readonly Entry[]): Vectors {
  const ordered = entries.toSorted((a, b) => a.number - b.number)
  const bytes = new Bytes(ordered.length * 3 + 16)
  const durations = Buffer.alloc(ordered.length * 2)
  bytes.put(ordered.length)
  let before = 0
  for (const [index, { number, milliseconds }] of ordered.entries()) {
    bytes.put(number - before)
    before = number
    durations.writeUInt16LE(shortOf(milliseconds), index * 2)
  }
  for (const entry of ordered) bytes.put(codeOf(entry))
  for (const entry of ordered) putRest(bytes, entry)
  return { results: deflateRawSync(bytes.taken()), durations }
}

const codeOf = ({ attempts, failures, firstFailed, lastFailed }: Entry): number => {
  if (attempts === 0) return skipped
  if (attempts === 1) return failures === 0 ? passedOnce : failedOnce
  return several + (firstFailed ? 1 : 0) + (lastFailed ? 2 : 0)
}

function putRest(bytes: Bytes, entry: Entry): void {
  const code = codeOf(entry)
  if (code === failedOnce) bytes.put(entry.failedMilliseconds)
  if (code < several) return
  bytes.put(entry.attempts)
  bytes.put(entry.failures)
  bytes.put(entry.milliseconds)
  bytes.put(entry.failedMilliseconds)
}

/** A test's place in a run, and what it did: the code stands for most of it. */
export interface Unpacked {
  numbers: Int32Array
  codes: Uint8Array
  /** Those that are more than a pass or a skip, by place. */
  others: ReadonlyMap<number, Entry>
}

export function unpacked(results: Uint8Array): Unpacked {
  const reader = new Reader(inflateRawSync(results, { maxOutputLength: longestResults }))
  const count = reader.next()
  const numbers = reader.ascending(count)
  const codes = reader.bytes(count)
  const others = new Map<number, Entry>()
  for (let place = 0; place < count; place++)
    if (codes[place]! >= failedOnce) others.set(place, restOf(reader, numbers[place]!, codes[place]!))
  return { numbers, codes, others }
}

/** Numbers of the tests with a failed attempt. */
export function failingIn(results: Uint8Array): number[] {
  const failing: number[] = []
  for (const { number, failures } of unpacked(results).others.values()) if (failures > 0) failing.push(number)
  return failing
}

/** Far above what the most cases of a run take. */
const longestResults = 64 << 20

function restOf(reader: Reader, number: number, code: number): Entry {
  if (code === failedOnce) {
    const milliseconds = reader.next()
    return {
      number,
      attempts: 1,
      failures: 1,
      firstFailed: true,
      lastFailed: true,
      milliseconds,
      failedMilliseconds: milliseconds,
    }
  }
  const [attempts, failures] = [reader.next(), reader.next()]
  const [milliseconds, failedMilliseconds] = [reader.next(), reader.next()]
  const flags = code - several
  const [firstFailed, lastFailed] = [(flags & 1) === 1, (flags & 2) === 2]
  return { number, attempts, failures, firstFailed, lastFailed, milliseconds, failedMilliseconds }
}

/** The entry at a place. @param durations of the run; without them a pass took no time */
export function entryAt({ numbers, codes, others }: Unpacked, place: number, durations?: Uint8Array): Entry {
  const other = others.get(place)
  if (other) return other
  const attempts = codes[place] === skipped ? 0 : 1
  return {
    number: numbers[place]!,
    attempts,
    failures: 0,
    firstFailed: false,
    lastFailed: false,
    milliseconds: durations ? millisecondsAt(durations, place) : 0,
    failedMilliseconds: 0,
  }
}

/** Places of a number, which may stand there more than once: the first, and the one behind the last. */
export function placesOf({ numbers }: Unpacked, number: number): [from: number, to: number] {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle]! < number) low = middle + 1
    else high = middle
  }
  while (numbers[high] === number) high += 1
  return [low, high]
}

// Milliseconds in 16 bits: exact below 4,096, then to a thousandth of a part or so, up to 37 hours.
const mantissaBits = 12
const longestShort = 0xfff * 2 ** 15

export function shortOf(milliseconds: number): number {
  let [mantissa, exponent] = [Math.min(Math.max(0, Math.round(milliseconds)), longestShort), 0]
  while (mantissa > 0xfff) {
    mantissa = Math.floor(mantissa / 2)
    exponent += 1
  }
  return (exponent << mantissaBits) | mantissa
}

export function millisecondsAt(durations: Uint8Array, place: number): number {
  const short = (durations[place * 2] ?? 0) | ((durations[place * 2 + 1] ?? 0) << 8)
  return (short & 0xfff) * 2 ** (short >> mantissaBits)
}

/** Whole numbers of 7 bits a byte, the lowest first. */
class Bytes {
  #bytes: Buffer
  #length = 0

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size)
  }

  put(value: number): void {
    if (this.#length + 8 > this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes, Buffer.allocUnsafe(this.#bytes.length)])
    let rest = value
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#length++] = rest
  }

  taken(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }
}

class Reader {
  #at = 0
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  next(): number {
    let [value, factor] = [0, 1]
    for (;;) {
      const byte = this.#bytes[this.#at++] ?? 0
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
      factor *= 0x80
    }
  }

  /** So many numbers, of which each is given by what it is more than the one before. */
  ascending(count: number): Int32Array {
    const numbers = new Int32Array(count)
    const bytes = this.#bytes
    let number = 0
    for (let place = 0; place < count; place++) {
      // Nearly all steps are of one byte, and there are millions.
      const byte = bytes[this.#at] ?? 0
      if (byte < 0x80) {
        number += byte
        this.#at += 1
      } else number += this.next()
      numbers[place] = number
    }
    return numbers
  }

  bytes(count: number): Uint8Array {
    this.#at += count
    return this.#bytes.subarray(this.#at - count, this.#at)
  }
}
