import { cut } from './wording.ts'

/** One line of a report, without its end. */
export interface Line {
  text: string
  /** 1-based. */
  number: number
  /** Whether a line's end followed; false for a last line that breaks off there. */
  hasEnd: boolean
}

/**
 * The lines of a text that comes in pieces.
 * @param maxCharacters a longer line is cut there, see `cut`
 */
export function* linesOf(pieces: Iterable<string>, maxCharacters = Infinity): Generator<Line> {
  const textOf = (line: string) => cut(line.endsWith('\r') ? line.slice(0, -1) : line, maxCharacters)
  let number = 1
  let begun = ''
  for (const piece of pieces) {
    let from = 0
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      yield { text: textOf(begun + piece.slice(from, end)), number, hasEnd: true }
      begun = ''
      number += 1
      from = end + 1
    }
    begun += piece.slice(from)
  }
  if (begun !== '') yield { text: textOf(begun), number, hasEnd: false }
}
