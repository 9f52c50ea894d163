import { CST, isMap, isScalar, isSeq, Lexer, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import { Misread, type Problem } from './problem.ts'

/** The longest document that is read, bytes. */
export const longestDocument = 65_536
/** How deep lists and maps may lie in one another, and how many values there may be. */
const mostLevels = 32
const mostValues = 5_000
const mostTokens = 10 * mostValues

/** What a document says, and where it says so. */
export interface Source {
  value: unknown
  /** The place of what a JSON pointer leads to, or of the nearest thing around it. */
  placeOf(pointer: string): { line: number; column: number }
}

/**
 * Reads YAML 1.2, and so JSON. Of YAML it takes what JSON has: aliases, anchors, tags, merge keys and keys that are no text
 * are refused, as one line of them can stand for a million.
 * @throws Misread
 */
export function readSource(text: string): Source {
  const bytes = Buffer.byteLength(text)
  if (bytes > longestDocument)
    throw new Misread([
      { ...placeAt(text, longestDocument), at: '/', wants: `at most ${longestDocument} bytes, not ${bytes}` },
    ])
  lookOver(text)
  const lines = new LineCounter()
  const document = parsed(text, lines)
  const reading = { lines, places: new Map<string, number>(), values: 0, problems: [] as Problem[] }
  if (document.errors.length > 0) throw new Misread(document.errors.map((error) => problemOf(error, lines)))
  const value = plain(reading, document.contents, '', 0)
  if (reading.problems.length > 0) throw new Misread(reading.problems)
  return { value, placeOf: (pointer) => nearest(reading, pointer) }
}

function parsed(text: string, lineCounter: LineCounter) {
  try {
    // Keys that stand twice are found below: the parser compares each with each.
    return parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false, logLevel: 'error' })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Misread([{ line: 1, column: 1, at: '/', wants: `at most ${mostLevels} levels` }])
  }
}

const steering = new Set([CST.BOM, CST.DOCUMENT, CST.FLOW_END])
const strangers: Readonly<Record<string, string>> = {
  alias: 'the value itself: aliases (*name) are not taken',
  anchor: 'no anchor (&name)',
  tag: 'no tag (!name)',
}

/** Before anything walks through it: who goes down as deep as a stranger wishes comes back no more. */
function lookOver(text: string): void {
  let [tokens, levels, inRow, at, isScalarNext] = [0, 0, 0, 0, false]
  const refuse = (wants: string): never => {
    throw new Misread([{ ...placeAt(text, at), at: '/', wants }])
  }
  for (const token of new Lexer().lex(text)) {
    const type = isScalarNext ? 'text' : (CST.tokenType(token) ?? 'text')
    isScalarNext = token === CST.SCALAR
    if (steering.has(token) || isScalarNext) continue
    if (strangers[type]) refuse(strangers[type])
    levels += type.endsWith('-start') ? 1 : type.endsWith('-end') ? -1 : 0
    // `- - - x`: lists in lists, on one line.
    inRow = type.endsWith('-ind') ? inRow + 1 : type === 'space' ? inRow : 0
    if (levels > mostLevels || inRow > mostLevels) refuse(`at most ${mostLevels} levels`)
    if ((tokens += 1) > mostTokens) refuse(`at most ${mostValues} values`)
    at += token.length
  }
}

const placeAt = (text: string, offset: number): { line: number; column: number } => {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

interface Reading {
  lines: LineCounter
  /** Where each value begins, by its pointer. */
  places: Map<string, number>
  values: number
  problems: Problem[]
}

const problemOf = (
  { message, pos }: { message: string; pos: [number, number] },
  lines: LineCounter,
): Problem => {
  const { line, col } = lines.linePos(pos[0])
  return { line: Math.max(1, line), column: Math.max(1, col), at: '/', wants: yamlWords(message) }
}

const yamlWords = (message: string): string => `YAML or JSON: ${message.slice(0, 200)}`

function plain(reading: Reading, node: ParsedNode | null, pointer: string, level: number): unknown {
  if (node === null) return null
  // Of a member its name has a place already.
  if (!reading.places.has(pointer)) reading.places.set(pointer, node.range[0])
  reading.values += 1
  if (reading.values > mostValues) return refuse(reading, pointer, `at most ${mostValues} values`)
  if (level > mostLevels) return refuse(reading, pointer, `at most ${mostLevels} levels`)
  if (isScalar(node)) return scalar(reading, node.value, pointer)
  if (isSeq<ParsedNode>(node))
    return node.items.map((item, index) => plain(reading, item, `${pointer}/${index}`, level + 1))
  if (isMap<ParsedNode, ParsedNode | null>(node)) return mapOf(reading, node.items, pointer, level)
  return refuse(reading, pointer, 'text, a number, true, false, null, a list or a map')
}

function scalar(reading: Reading, value: unknown, pointer: string): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'string') return refuse(reading, pointer, 'text, a finite number, true, false or null')
  if (value.includes('\0') || !value.isWellFormed())
    return refuse(reading, pointer, 'text without U+0000 and without half characters')
  return value
}

function mapOf(
  reading: Reading,
  items: readonly { key: ParsedNode; value: ParsedNode | null }[],
  pointer: string,
  level: number,
): Record<string, unknown> {
  const members = new Map<string, unknown>()
  for (const { key, value } of items) {
    const name = isScalar(key) ? key.value : undefined
    const place = `${pointer}/${pointerPart(String(name))}`
    reading.places.set(place, key.range[0])
    if (typeof name !== 'string' || name === '<<' || name === '__proto__')
      refuse(reading, place, 'a name that is text (in quotes, if it looks like something else)')
    else if (members.has(name)) refuse(reading, place, `the name "${name.slice(0, 40)}" only once`)
    else members.set(name, plain(reading, value, place, level + 1))
  }
  return Object.fromEntries(members)
}

export const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function refuse(reading: Reading, pointer: string, wants: string): undefined {
  const place = nearest(reading, pointer)
  // One look at what is too long says it all.
  if (reading.problems.length < 50) reading.problems.push({ ...place, at: pointer || '/', wants })
  return undefined
}

function nearest({ places, lines }: Reading, pointer: string): { line: number; column: number } {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const offset = places.get(at)
    if (offset !== undefined) {
      const { line, col } = lines.linePos(offset)
      return { line: Math.max(1, line), column: Math.max(1, col) }
    }
    if (at === '') return { line: 1, column: 1 }
  }
}
