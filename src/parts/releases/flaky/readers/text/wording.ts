import { sha256 } from '../../../../../kit/hash.ts'
import { maxMessageCharacters, maxNameCharacters } from '../report.ts'

/**
 * One name on one line: well-formed, without colours and control characters. Empty where nothing is left; see `cut` for
 * one that is too long.
 */
export const cleanName = (raw: string, most = maxNameCharacters): string =>
  withoutColours(cut(raw, most))
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .toWellFormed()
    .normalize('NFC')
    .trim()

/** What a failure said, from its beginning, lines kept; null where it said nothing. */
export function cleanMessage(raw: string): string | null {
  const text = withoutColours(shortened(raw.trimStart(), maxMessageCharacters * 3))
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}--[\n\t]]/gv, '\ufffd')
    .trim()
  return text === '' ? null : shortened(text, maxMessageCharacters).toWellFormed()
}

/** As some reporters write the character that begins a colour: itself, replaced, escaped for XML, or for people. */
const escape = String.raw`(?:\u001b|\ufffd|&#(?:x1b|27);|#x1b|\\x1b|\\u001b)`
const colour = new RegExp(String.raw`${escape}\[[0-9;:?]{0,32}[A-Za-z]|\u009b[0-9;:?]{0,32}[A-Za-z]`, 'gi')

/** Reporters that drop the character which XML forbids leave its rest: `[31m`. */
const colourRest = /\[(?:[0-9]{1,3}(?:;[0-9]{1,3}){0,4})m/g

const withoutColours = (text: string): string => text.replace(colour, '').replace(colourRest, '')

const hashDigits = 16

/** At most so many characters. What is longer ends in a hash of all of it, so that names which differ only there stay apart. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  // A copy, as a part of a long text keeps all of it alive.
  const beginning = Buffer.from(text.slice(0, most - hashDigits - 1)).toString()
  return `${beginning}…${sha256(text).toString('hex').slice(0, hashDigits)}`
}

const shortened = (text: string, most: number): string => (text.length > most ? text.slice(0, most) : text)

/** Whether a name that some dialects put where a class belongs is a file. */
export const looksLikeFile = (name: string): boolean =>
  /\.(?:test|spec|e2e|cy|unit)\.\w{1,5}$/.test(name) ||
  (/[\\/]/.test(name) && /^[^\n]*[^\\/\s]\.[A-Za-z]\w{0,7}$/.test(name)) ||
  /^[\w.-]+\.(?:[cm]?[jt]sx?|py|rb|php|feature|dart|exs|lua|robot)$/.test(name)

/** Some reporters write the suites once more before the name. */
export const withoutSuites = (name: string, suite: readonly string[]): string =>
  afterTitles(name, suite, ' ') ?? name

/** What follows titles that each end in a separator; null where the text does not begin with them, or is no longer. */
export function afterTitles(text: string, titles: readonly string[], separator: string): string | null {
  let at = 0
  for (const title of titles) {
    if (!text.startsWith(title, at) || !text.startsWith(separator, at + title.length)) return null
    at += title.length + separator.length
  }
  return text.slice(at)
}
