/** A stretch of a schema between `{` and `}` at the outermost level. */
export interface Block {
  /** `model`, `enum`, `view`, `type`, `datasource`, `generator`, or whatever stood there. */
  keyword: string
  name: string
  /** Of the keyword. */
  start: number
  /** Behind the opening brace. */
  bodyStart: number
  /** At the closing brace, or the text's end where it is missing. */
  bodyEnd: number
}

/** From a place to one behind it. */
export interface Stretch {
  start: number
  end: number
}

export interface Scan {
  /** The same length, with all that stands in comments and quotes as spaces: what is left is structure. */
  bare: string
  comments: readonly Stretch[]
  /** Quoted text, with its quotes. */
  constants: readonly Stretch[]
  blocks: readonly Block[]
  /** Where brackets are nested deeper than `deepest`; null when nowhere. */
  tooDeepAt: number | null
}

/** The engine's own parser recurses: it was seen to crash between 2,000 and 5,000 levels. Real schemas have four. */
const deepest = 100

/**
 * Reads just enough of the Prisma schema language to tell structure from comments and quoted text. Never fails: what is no
 * schema gives no blocks. Linear in the text's length.
 */
export function scan(text: string): Scan {
  const comments: Stretch[] = []
  const constants: Stretch[] = []
  for (const match of text.matchAll(/\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?/g)) {
    const list = match[0][0] === '/' ? comments : constants
    list.push({ start: match.index, end: match.index + match[0].length })
  }
  const bare = replaced(text, [...comments, ...constants], spaces)
  return { bare, comments, constants, ...structureOf(bare) }
}

/** The text with some stretches put otherwise; of those that lie in each other the first counts. */
export function replaced(
  text: string,
  stretches: readonly Stretch[],
  by: (stretch: string) => string,
): string {
  const pieces: string[] = []
  let from = 0
  for (const { start, end } of stretches.toSorted((one, other) => one.start - other.start)) {
    if (end <= from) continue
    const begin = Math.max(from, start)
    pieces.push(text.slice(from, begin), by(text.slice(begin, end)))
    from = end
  }
  return pieces.join('') + text.slice(from)
}

/** Spaces of the same length, lines kept. */
export const spaces = (text: string): string => text.replace(/[^\n]/g, ' ')

function structureOf(bare: string): Pick<Scan, 'blocks' | 'tooDeepAt'> {
  const blocks: Block[] = []
  let open: Block | null = null
  let depth = 0
  let headFrom = 0
  let tooDeepAt: number | null = null
  for (const { index, 0: bracket } of bare.matchAll(/[[\](){}]/g)) {
    if (bracket === '{' && depth === 0) open = headOf(bare, headFrom, index)
    depth = Math.max(0, depth + ('[({'.includes(bracket) ? 1 : -1))
    if (depth > deepest) tooDeepAt ??= index
    if (depth > 0) continue
    if (open) blocks.push({ ...open, bodyEnd: index })
    open = null
    headFrom = index + 1
  }
  if (open) blocks.push(open)
  return { blocks, tooDeepAt }
}

/** `model User` of what stands before a brace: the last two words of its line, as junk may stand before them. */
function headOf(bare: string, from: number, brace: number): Block {
  // No head is that long; a line of millions of words is looked at only at its end.
  const near = Math.max(from, brace - 400)
  const line = near + bare.slice(near, brace).lastIndexOf('\n') + 1
  const words = /(\w+)\s+(\w+)\s*$/.exec(bare.slice(line, brace))
  return {
    keyword: words?.[1] ?? '',
    name: words?.[2] ?? '',
    start: line + (words?.index ?? 0),
    bodyStart: brace + 1,
    bodyEnd: bare.length,
  }
}
