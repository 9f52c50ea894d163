import { type ParsedTokenInfo, Tokenizer, TokenType } from '@streamparser/json'
import { maxDepth, maxNameCharacters, ReportTrouble } from '../report.ts'
import { keptMembers, listMembers, nameMembers } from './kept-members.ts'
import { cut } from '../text/wording.ts'
import { type Json, listOf, objectOf } from './members.ts'

/** Values kept of one document, about 11 for a test. */
const maxValues = 3_000_000

/**
 * Reads one JSON document from pieces of text. Everything is checked; only known members are kept, so that memory is
 * bounded by the tests in it and not by what else a file holds.
 * @param firstLine the document's line in its file
 */
export function readTree(pieces: Iterable<string>, firstLine = 1): Json {
  const reader = new TreeReader(firstLine)
  for (const piece of pieces) reader.write(piece)
  return reader.finish()
}

interface Frame {
  /** Null: nothing of it is kept. */
  into: Json[] | Record<string, Json> | null
  isArray: boolean
  member: string
}

type Expected = 'value' | 'value or ]' | 'member' | 'member or }' | 'colon' | 'comma or end' | 'nothing more'

class TreeReader {
  readonly #tokenizer = new Tokenizer({ stringBufferSize: 4_096 })
  readonly #frames: Frame[] = []
  #expected: Expected = 'value'
  #root: Json = null
  #values = 0
  #lastName: string | undefined
  #piece = Buffer.alloc(0)
  #pieceOffset = 0
  #line: number
  #column = 1
  #offset = 0

  constructor(firstLine: number) {
    this.#line = firstLine
    this.#tokenizer.onToken = (token) => this.#take(token)
  }

  write(piece: string): void {
    this.#pass()
    this.#piece = Buffer.from(piece)
    try {
      this.#tokenizer.write(this.#piece)
    } catch (error) {
      throw this.#explained(error)
    }
  }

  finish(): Json {
    const isWhole = this.#expected === 'nothing more'
    this.#offset = this.#pieceOffset + this.#piece.length
    try {
      this.#tokenizer.end()
    } catch (error) {
      if (error instanceof ReportTrouble) throw error
      throw this.#truncated()
    }
    if (!isWhole && this.#expected !== 'nothing more') throw this.#truncated()
    return this.#root
  }

  #truncated(): ReportTrouble {
    const test = this.#testName()
    return this.#trouble(
      'REPORT_TRUNCATED',
      (place) => `The report breaks off in ${place}${inTest(test)}.`,
      test,
    )
  }

  /** Moves the place behind the piece that was read. */
  #pass(): void {
    const { line, column } = this.#placeAt(this.#piece.length)
    this.#line = line
    this.#column = column
    this.#pieceOffset += this.#piece.length
  }

  #placeAt(index: number): { line: number; column: number } {
    const before = this.#piece.subarray(0, Math.max(0, index)).toString()
    const lines = before.split('\n')
    const column = lines.at(-1)!.length + (lines.length === 1 ? this.#column : 1)
    return { line: this.#line + lines.length - 1, column }
  }

  #trouble(code: ReportTrouble['code'], words: (place: string) => string, test?: string): ReportTrouble {
    const { line, column } = this.#placeAt(this.#offset - this.#pieceOffset)
    return new ReportTrouble({
      code,
      line,
      column,
      ...(test === undefined ? {} : { test }),
      words: words(`line ${line}, column ${column}`),
    })
  }

  #malformed(found: string): ReportTrouble {
    const test = this.#testName()
    return this.#trouble('REPORT_MALFORMED', (place) => `No JSON at ${place}${inTest(test)}: ${found}.`, test)
  }

  #explained(error: unknown): unknown {
    if (error instanceof ReportTrouble || !(error instanceof Error)) return error
    const index = /chunk position "(\d+)"/.exec(error.message)?.[1]
    if (index !== undefined) this.#offset = this.#pieceOffset + Number(index)
    return this.#malformed('a character that does not belong there')
  }

  #take({ token, value, offset }: ParsedTokenInfo): void {
    this.#offset = offset
    const expected = this.#expected
    if (expected === 'nothing more') throw this.#malformed('more than one document')
    if (token === TokenType.COLON || token === TokenType.COMMA) return this.#separate(token)
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) return this.#close(token)
    if (expected === 'member' || expected === 'member or }') return this.#name(token, value)
    if (expected !== 'value' && expected !== 'value or ]') throw this.#malformed(`${expected} is wanted`)
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) return this.#open(token)
    const isKept = this.#put(typeof value === 'string' ? cut(value, maxNameCharacters) : (value as Json))
    if (isKept && typeof value === 'string') this.#notice(value)
    this.#settle()
  }

  #notice(text: string): void {
    if (text !== '' && nameMembers.includes(this.#frames.at(-1)?.member ?? '')) this.#lastName = text
  }

  #separate(token: TokenType): void {
    const frame = this.#frames.at(-1)
    if (token === TokenType.COLON && this.#expected === 'colon') this.#expected = 'value'
    else if (token === TokenType.COMMA && this.#expected === 'comma or end' && frame)
      this.#expected = frame.isArray ? 'value' : 'member'
    else throw this.#malformed(`${this.#expected} is wanted`)
  }

  #name(token: TokenType, value: ParsedTokenInfo['value']): void {
    if (token !== TokenType.STRING) throw this.#malformed('a member is wanted')
    this.#frames.at(-1)!.member = String(value)
    this.#expected = 'colon'
  }

  #open(token: TokenType): void {
    if (this.#frames.length >= maxDepth) throw this.#tooDeep()
    const isArray = token === TokenType.LEFT_BRACKET
    const into: Frame['into'] = isArray ? [] : {}
    const isKept = this.#put(into)
    this.#frames.push({ into: isKept ? into : null, isArray, member: '' })
    this.#expected = isArray ? 'value or ]' : 'member or }'
  }

  #close(token: TokenType): void {
    const frame = this.#frames.at(-1)
    const isArray = token === TokenType.RIGHT_BRACKET
    const mayEnd =
      this.#expected === 'comma or end' || this.#expected === (isArray ? 'value or ]' : 'member or }')
    if (!frame || frame.isArray !== isArray || !mayEnd)
      throw this.#malformed('a bracket closes what is not open')
    this.#frames.pop()
    this.#settle()
  }

  #settle(): void {
    this.#expected = this.#frames.length === 0 ? 'nothing more' : 'comma or end'
  }

  /** Whether it was kept. */
  #put(value: Json): boolean {
    const frame = this.#frames.at(-1)
    if (!frame) this.#root = value
    else if (frame.into === null) return false
    else if (Array.isArray(frame.into)) frame.into.push(value)
    else if (keptMembers.has(frame.member)) (frame.into as Record<string, Json>)[frame.member] = value
    else return false
    this.#values += 1
    if (this.#values > maxValues) throw this.#tooLarge()
    return true
  }

  #tooDeep = (): ReportTrouble =>
    this.#trouble('REPORT_TOO_DEEP', (place) => `Brackets are nested deeper than ${maxDepth} at ${place}.`)

  #tooLarge = (): ReportTrouble =>
    this.#trouble(
      'REPORT_TOO_LARGE',
      (place) => `The report has more values than can be read, up to ${place}.`,
    )

  /** Of the innermost thing that has a name, or of the last in a list that was read before, or of any before. */
  #testName(): string | undefined {
    for (const { into } of this.#frames.toReversed()) {
      const name = nameOf(Array.isArray(into) ? into.at(-1) : into)
      if (name !== undefined) return name
    }
    return this.#lastName && shownName(this.#lastName)
  }
}

const inTest = (test: string | undefined): string => (test === undefined ? '' : `, at the test "${test}"`)

/** Of a file or a suite it is the last test in it. */
function nameOf(value: Json | Frame['into'] | undefined): string | undefined {
  const object = objectOf(value as Json)
  if (!object) return undefined
  for (const member of listMembers) {
    const inner = nameOf(listOf(object[member]).at(-1))
    if (inner !== undefined) return inner
  }
  const name = nameMembers
    .map((member) => object[member])
    .find((one) => typeof one === 'string' && one !== '')
  return typeof name === 'string' ? shownName(name) : undefined
}

const shownName = (name: string): string => name.slice(0, 200).toWellFormed()
