/** A report's text, piece by piece, so that no more of it than a piece needs to lie decoded in memory. */
export interface Text {
  /** At most 64 KiB of bytes each; without byte order mark and NUL. */
  pieces: Iterable<string>
  /** Whether bytes that are no text were replaced; known after the last piece. */
  wasReplaced: () => boolean
}

const pieceBytes = 65_536
const headBytes = 8_192

/** Reads UTF-8, UTF-16 with or without byte order mark, and what an XML declaration names. Bytes that do not fit are replaced. */
export function textOf(bytes: Uint8Array): Text {
  const decoder = new TextDecoder(encodingOf(bytes))
  let replaced = false
  function* pieces(): Generator<string> {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const isLast = at + pieceBytes >= bytes.length
      const raw = decoder.decode(bytes.subarray(at, at + pieceBytes), { stream: !isLast })
      const piece = raw.includes('\0') ? raw.replaceAll('\0', '\ufffd') : raw
      replaced ||= piece.includes('\ufffd')
      yield piece
    }
  }
  return { pieces: pieces(), wasReplaced: () => replaced }
}

/** Enough of the beginning to tell what it is. */
export const headOf = (bytes: Uint8Array): string =>
  new TextDecoder(encodingOf(bytes)).decode(bytes.subarray(0, headBytes)).replaceAll('\0', '\ufffd')

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first && second === 0) return 'utf-16le'
  if (first === 0 && second) return 'utf-16be'
  return declaredIn(bytes) ?? 'utf-8'
}

/** The name in `<?xml … encoding="…"?>`, where it is one of an encoding that holds ASCII. */
function declaredIn(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1')
  const name = /^(?:\xef\xbb\xbf)?<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(head)?.[1]
  if (name === undefined || /^utf-?(?:16|32)|^ucs/i.test(name)) return undefined
  try {
    return new TextDecoder(name).encoding
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
