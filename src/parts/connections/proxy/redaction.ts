const mark = Buffer.from('REDACTED')
const percent = 0x25
const backslash = 0x5c
const u = 0x75

/** How a place of a text relates to one byte of the token: so many bytes long, no match, or cut off by the text's end. */
const none = 0
const cutOff = -1

/** Comparisons for each byte, and in all besides: many times what is needed unless the token was made to be alike itself. */
const mostForByte = 16
const mostBesides = 4_000_000

/** It would take the process too long to look through; what was not looked through does not leave. */
export class TooAlike extends Error {
  override readonly name = 'TooAlike'
  constructor() {
    super('the answer is too much like the token to be looked through')
  }
}

/**
 * Takes a token out of bytes that come in pieces: as it is, percent-encoded in whole or in part, or escaped as JSON
 * does. Of what came only as much is held back as may be the token's beginning.
 */
export class Redaction {
  /** How often it was found. */
  found = 0
  readonly #token: Buffer
  #held: Buffer = Buffer.alloc(0)
  #comparisonsLeft = mostBesides

  /** @param token at least one character */
  constructor(token: string) {
    this.#token = Buffer.from(token)
    if (this.#token.length === 0) throw new Error('an empty token is everywhere')
  }

  /** What may leave now. @throws TooAlike */
  take(chunk: Uint8Array): Buffer {
    this.#comparisonsLeft += mostForByte * chunk.length
    const { buffer, byteOffset, length } = chunk
    const bytes =
      this.#held.length === 0 ? Buffer.from(buffer, byteOffset, length) : Buffer.concat([this.#held, chunk])
    return this.#scan(bytes, false)
  }

  /** What was held back; nothing comes any more. @throws TooAlike */
  end(): Buffer {
    return this.#scan(this.#held, true)
  }

  #scan(bytes: Buffer, isLast: boolean): Buffer {
    const parts: Buffer[] = []
    let from = 0
    let at = 0
    for (; at < bytes.length; at++) {
      if (!this.#mayBegin(bytes[at]!)) continue
      const length = this.#lengthAt(bytes, at)
      if (length === cutOff && !isLast) break
      if (length <= 0) continue
      parts.push(bytes.subarray(from, at), mark)
      this.found += 1
      from = at + length
      at = from - 1
    }
    parts.push(bytes.subarray(from, at))
    // A copy: else a few bytes would keep the whole piece in memory.
    this.#held = Buffer.from(bytes.subarray(at))
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
  }

  #mayBegin(byte: number): boolean {
    return byte === this.#token[0] || byte === percent || byte === backslash
  }

  /** Length of the token as it stands at this place, `none`, or `cutOff`. */
  #lengthAt(bytes: Buffer, start: number): number {
    let at = start
    for (const wanted of this.#token) {
      if (--this.#comparisonsLeft < 0) throw new TooAlike()
      const length = lengthOf(bytes, at, wanted)
      if (length <= 0) return length
      at += length
    }
    return at - start
  }
}

/** Length of `wanted` as it stands at this place, in whichever way it is written. */
function lengthOf(bytes: Buffer, at: number, wanted: number): number {
  const byte = bytes[at]
  if (byte === undefined) return cutOff
  if (byte === wanted) return 1
  if (byte === percent) return written(coded(bytes, at + 1, 2, wanted), 3)
  if (byte !== backslash) return none
  const next = bytes[at + 1]
  if (next === undefined) return cutOff
  if (next === u) return written(coded(bytes, at + 2, 4, wanted), 6)
  return next === wanted ? 2 : none
}

const written = (verdict: number, length: number): number => (verdict > 0 ? length : verdict)

/** Whether these hexadecimal digits write `wanted`: 1, `none`, or `cutOff` when the text ends within them. */
function coded(bytes: Buffer, at: number, digits: number, wanted: number): number {
  const text = bytes.toString('latin1', at, at + digits)
  const expected = wanted.toString(16).padStart(digits, '0')
  if (!expected.startsWith(text.toLowerCase())) return none
  return text.length === digits ? 1 : cutOff
}

/** The stream without the token. `onFound` is told once, when it is found first. */
export function redacted(
  body: ReadableStream<Uint8Array>,
  token: string,
  onFound: () => void,
): ReadableStream<Uint8Array> {
  const redaction = new Redaction(token)
  let isTold = false
  const pass = (controller: TransformStreamDefaultController<Uint8Array>, bytes: Buffer) => {
    if (bytes.length > 0) controller.enqueue(bytes)
    if (redaction.found > 0 && !isTold) onFound()
    isTold = redaction.found > 0
  }
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => pass(controller, redaction.take(chunk)),
      flush: (controller) => pass(controller, redaction.end()),
    }),
  )
}

/** The same for a short text; nothing is left of one that cannot be looked through. */
export function redactedText(text: string, token: string): string {
  const redaction = new Redaction(token)
  try {
    return redaction.take(Buffer.from(text, 'latin1')).toString('latin1') + redaction.end().toString('latin1')
  } catch (error) {
    if (error instanceof TooAlike) return mark.toString()
    throw error
  }
}
