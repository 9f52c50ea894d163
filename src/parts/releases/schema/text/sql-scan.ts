import { replaced, spaces, type Stretch } from './scan.ts'

/** A stretch of PostgreSQL's SQL by what stands in it. */
export interface SqlScan {
  /** The same length, with comments, constants and quoted names as spaces: what is left are words and signs. */
  bare: string
  comments: readonly Stretch[]
  /** Quoted text, with its quotes or its dollars. */
  constants: readonly Stretch[]
}

// A word is taken whole, as $ may stand in one.
const token =
  /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*|--[^\n]*|\/\*|'|"|\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/g

/** Tells what PostgreSQL's own lexer takes for comments and constants, each in its own way of quoting. Linear. */
export function scanSql(text: string): SqlScan {
  const comments: Stretch[] = []
  const constants: Stretch[] = []
  const names: Stretch[] = []
  // Of the last constant with backslashes: one with nothing but comments between is a part of it.
  let escapedUntil: number | null = null
  let at = 0
  for (;;) {
    token.lastIndex = at
    const found = token.exec(text)
    if (!found) break
    const [sign] = found
    const { index: start } = found
    at = start + sign.length
    if (sign === '"') names.push({ start, end: (at = endOfQuoted(text, at, '"')) })
    else if (sign.startsWith('$')) constants.push({ start, end: (at = endAfter(text, at, sign)) })
    else if (sign.startsWith('--') || sign === '/*') {
      if (sign === '/*') at = endOfBlock(text, at)
      escapedUntil = isBlank(text, escapedUntil, start) ? at : null
      comments.push({ start, end: at })
    } else if (sign === "'") {
      const isEscaped: boolean = /^e$/i.test(wordBefore(text, start)) || isBlank(text, escapedUntil, start)
      at = isEscaped ? endOfEscaped(text, at) : endOfQuoted(text, at, "'")
      escapedUntil = isEscaped ? at : null
      constants.push({ start, end: at })
    }
  }
  return { bare: replaced(text, [...comments, ...constants, ...names], spaces), comments, constants }
}

/** `E` of `E'…'`; a longer word before a quote is no prefix. */
const wordBefore = (text: string, quote: number): string =>
  /[\w$\u0080-\uFFFF]*$/.exec(text.slice(Math.max(0, quote - 2), quote))![0]

const isBlank = (text: string, from: number | null, to: number): boolean =>
  from !== null && text.slice(from, to).trim() === ''

function endOfQuoted(text: string, from: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 2))
    if (text[at + 1] !== quote) return at + 1
  return text.length
}

function endOfEscaped(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === "'" && text[at + 1] !== "'") return at + 1
    else if (text[at] === "'") at += 1
  }
  return text.length
}

const endAfter = (text: string, from: number, sign: string): number => {
  const at = text.indexOf(sign, from)
  return at < 0 ? text.length : at + sign.length
}

/** Comments of PostgreSQL stand in each other. */
function endOfBlock(text: string, from: number): number {
  const mark = /\/\*|\*\//g
  mark.lastIndex = from
  for (let depth = 1, found = mark.exec(text); found; found = mark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return text.length
}
