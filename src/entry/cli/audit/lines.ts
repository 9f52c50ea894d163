import { Trouble } from '../trouble.ts'

const newline = 0x0a
/** The longest entry that the log takes is a fraction of it. */
const mostBytes = 16 * 1024 * 1024

/**
 * Lines of a file, which end with a newline and nothing else: Node's own reader ends them at U+2028 as well, which stands
 * as it is in JSON.
 * @throws Trouble for a line that no export has, before the memory is full of it
 */
export async function* linesIn(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let begun: Buffer[] = []
  let bytes = 0
  for await (const piece of pieces) {
    let from = 0
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, from)) {
      yield textOf(begun, piece.subarray(from, end))
      begun = []
      bytes = 0
      from = end + 1
    }
    begun.push(piece.subarray(from))
    bytes += piece.length - from
    if (bytes > mostBytes) throw new Trouble('The file has a line that no export of a log has.')
  }
  if (bytes > 0) yield textOf(begun, Buffer.alloc(0))
}

const textOf = (begun: readonly Buffer[], rest: Buffer): string =>
  begun.length === 0 ? rest.toString() : Buffer.concat([...begun, rest]).toString()
