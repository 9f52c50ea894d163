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
 * @param maxCharacters a longer line is cut there
 */
export function* linesOf(pieces: Iterable<string>, maxCharacters = Infinity): Generator<Line> {
  let number = 1
  let begun = ''
  for (const piece of pieces) {
    let from = 0
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      yield { text: grown(begun, piece.slice(from, end), maxCharacters, true), number, hasEnd: true }
      begun = ''
      number += 1
      from = end + 1
    }
    begun = grown(begun, piece.slice(from), maxCharacters, false)
  }
  if (begun !== '') yield { text: begun.replace(/\r$/, ''), number, hasEnd: false }
}

function grown(begun: string, more: string, maxCharacters: number, isWhole: boolean): string {
  const room = maxCharacters - begun.length
  const text = begun + (more.length > room ? more.slice(0, room) : more)
  return isWhole && text.endsWith('\r') ? text.slice(0, -1) : text
}
