/** Takes exact numbers of bytes from pieces of any length. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>
  #held: Buffer = Buffer.alloc(0)
  #ended = false

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]()
  }

  /** That many bytes, fewer at the end, none behind it. */
  async take(bytes: number): Promise<Buffer> {
    const parts = [this.#held]
    let length = this.#held.length
    while (length < bytes && !this.#ended) {
      const next = await this.#pieces.next()
      if (next.done) this.#ended = true
      else {
        parts.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length))
        length += next.value.length
      }
    }
    const all = parts.length === 1 ? this.#held : Buffer.concat(parts)
    this.#held = all.subarray(bytes)
    return all.subarray(0, bytes)
  }

  async close(): Promise<void> {
    this.#ended = true
    await this.#pieces.return?.()
  }
}
