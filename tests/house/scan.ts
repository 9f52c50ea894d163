/** What a stretch of TypeScript is. A template's text is 'template'; what stands in its `${}` is code again. */
export type Kind = 'code' | 'comment' | 'string' | 'template' | 'regex'

export interface Piece {
  kind: Kind
  start: number
  /** Exclusive. */
  end: number
}

/** After one of these words a slash begins a regular expression; after any other word it divides. */
const beforeRegex = /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield)$/

/**
 * Cuts TypeScript (not TSX) into pieces that cover it without a gap. It knows no grammar: just enough to tell code from
 * what only looks like it.
 */
export function scan(text: string): Piece[] {
  const pieces: Piece[] = []
  // For every open `${` the number of braces open inside it.
  const openTemplates: number[] = []
  let codeStart = 0
  let at = 0

  const take = (kind: Kind, end: number) => {
    if (at > codeStart) pieces.push({ kind: 'code', start: codeStart, end: at })
    pieces.push({ kind, start: at, end })
    at = codeStart = end
  }
  const takeTemplate = (from: number) => {
    const end = endOfTemplateText(text, from)
    take('template', end)
    if (text.startsWith('${', end - 2)) openTemplates.push(0)
  }

  while (at < text.length) {
    const two = text.slice(at, at + 2)
    const character = two[0]!
    if (two === '//') take('comment', endOfLine(text, at))
    else if (two === '/*') take('comment', endAfter(text, '*/', at + 2))
    else if (character === "'" || character === '"') take('string', endOfQuoted(text, at + 1, character))
    else if (character === '`') takeTemplate(at + 1)
    else if (character === '/' && mayBeginRegex(codeBefore(text, pieces, codeStart, at))) {
      take('regex', endOfRegex(text, at + 1))
    } else if (character === '}' && openTemplates.at(-1) === 0) {
      openTemplates.pop()
      takeTemplate(at + 1)
    } else {
      countBraces(openTemplates, character)
      at++
    }
  }
  if (at > codeStart) pieces.push({ kind: 'code', start: codeStart, end: at })
  return pieces
}

function countBraces(openTemplates: number[], character: string): void {
  const change = character === '{' ? 1 : character === '}' ? -1 : 0
  if (openTemplates.length > 0) openTemplates[openTemplates.length - 1]! += change
}

/** The last significant text before a slash: code of this piece, or a mark for what ended just before it. */
function codeBefore(text: string, pieces: readonly Piece[], codeStart: number, at: number): string {
  const own = text.slice(codeStart, at).trimEnd()
  if (own !== '') return own
  const last = pieces.findLast(
    ({ kind, start, end }) => kind !== 'comment' && text.slice(start, end).trim() !== '',
  )
  if (last === undefined) return ''
  return last.kind === 'code' ? text.slice(last.start, last.end).trimEnd() : '"'
}

const mayBeginRegex = (before: string): boolean =>
  before === '' || beforeRegex.test(before) || !/[\w$)\]}"]$/.test(before)

const endOfLine = (text: string, from: number): number => indexOr(text.indexOf('\n', from), text)
const endAfter = (text: string, mark: string, from: number): number => {
  const found = text.indexOf(mark, from)
  return found < 0 ? text.length : found + mark.length
}
const indexOr = (index: number, text: string): number => (index < 0 ? text.length : index)

function endOfQuoted(text: string, from: number, quote: string): number {
  let at = from
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1
  return Math.min(at + 1, text.length)
}

/** Ends behind the closing backtick, or behind the next `${`. */
function endOfTemplateText(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    if (text[at] === '`') return at + 1
    if (text.startsWith('${', at)) return at + 2
    at += text[at] === '\\' ? 2 : 1
  }
  return text.length
}

function endOfRegex(text: string, from: number): number {
  let at = from
  let isInClass = false
  while (at < text.length && text[at] !== '\n' && (isInClass || text[at] !== '/')) {
    if (text[at] === '[') isInClass = true
    if (text[at] === ']') isInClass = false
    at += text[at] === '\\' ? 2 : 1
  }
  return Math.min(at + 1, text.length)
}

/** The same text with some kinds blanked out: every place and line stays where it was, and so do quotes around what is gone. */
export function blanked(text: string, pieces: readonly Piece[], kinds: readonly Kind[]): string {
  return pieces
    .map(({ kind, start, end }) => {
      const piece = text.slice(start, end)
      if (!kinds.includes(kind)) return piece
      return kind === 'comment'
        ? blank(piece)
        : piece[0] + blank(piece.slice(1, -1)) + piece.slice(1).slice(-1)
    })
    .join('')
}

const blank = (piece: string): string => piece.replace(/[^\n]/g, ' ')
