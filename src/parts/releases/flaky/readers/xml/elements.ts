import { SaxesParser } from 'saxes'
import { maxDepth, ReportTrouble, type TroubleCode } from '../report.ts'

/** Who is told of a document's elements, in their order. */
export interface ElementSink {
  /** @param attributes by local name */
  open: (name: string, attributes: Attributes, line: number) => void
  text: (text: string) => void
  close: (name: string) => void
  /** The test that is open, or the last one before. */
  currentTest: () => string | undefined
}

export type Attributes = Readonly<Record<string, string | undefined>>

const maxAttributes = 500

/**
 * Reads XML strictly from pieces of text. Document types and entities of its own are refused; characters that XML
 * forbids are replaced, as reporters write what a failing test printed.
 */
export function readElements(pieces: Iterable<string>, sink: ElementSink): void {
  const reader = new XmlReader(sink)
  for (const piece of pieces) reader.write(piece)
  reader.finish()
}

/** Complains in words alone: an error for each of a million characters that XML forbids would take half a minute. */
class Parser extends SaxesParser {
  readonly #complain: (words: string) => void

  constructor(complain: (words: string) => void) {
    super({ position: true })
    this.#complain = complain
  }

  override fail(words: string): this {
    this.#complain(words)
    return this
  }
}

class XmlReader {
  readonly #parser = new Parser((words) => this.#complain(words))
  readonly #sink: ElementSink
  #depth = 0
  #attributes = 0
  #hasEnded = false

  constructor(sink: ElementSink) {
    this.#sink = sink
    this.#listen()
  }

  write(piece: string): void {
    this.#parser.write(piece.replace(/[^\t\n\r\u0020-\ud7ff\ud800-\udfff\ue000-\ufffd]/g, '\ufffd'))
  }

  finish(): void {
    this.#hasEnded = true
    this.#parser.close()
  }

  #listen(): void {
    const parser = this.#parser
    parser.on('doctype', () => this.#refuse('REPORT_DOCTYPE', 'A document type is refused'))
    parser.on('opentagstart', () => this.#descend())
    parser.on('attribute', () => this.#count())
    parser.on('opentag', ({ name, attributes }) => {
      this.#sink.open(local(name), locally(attributes), parser.line)
    })
    parser.on('text', (text) => this.#sink.text(text))
    parser.on('cdata', (text) => this.#sink.text(text))
    parser.on('closetag', ({ name }) => {
      this.#depth -= 1
      this.#sink.close(local(name))
    })
  }

  #descend(): void {
    this.#attributes = 0
    this.#depth += 1
    if (this.#depth > maxDepth) this.#refuse('REPORT_TOO_DEEP', `Elements are nested deeper than ${maxDepth}`)
  }

  #count(): void {
    this.#attributes += 1
    if (this.#attributes > maxAttributes)
      this.#refuse('REPORT_TOO_LARGE', `An element has more than ${maxAttributes} attributes`)
  }

  /** What the parser complains of; a reference to a character that XML forbids stays in the text as it is written. */
  #complain(words: string): void {
    if (words === 'malformed character entity.') return
    if (words === 'undefined entity.')
      this.#refuse('REPORT_DOCTYPE', 'An entity that XML does not define is used')
    if (this.#hasEnded) this.#refuse('REPORT_TRUNCATED', 'The report breaks off')
    this.#refuse('REPORT_MALFORMED', `No well-formed XML (${words.replace(/\.$/, '')})`)
  }

  #refuse(code: TroubleCode, words: string): never {
    const { line, column } = this.#parser
    const test = this.#sink.currentTest()
    const place = `line ${line}${test === undefined ? '' : `, at the test "${test}"`}`
    throw new ReportTrouble({
      code,
      line,
      column: column + 1,
      ...(test === undefined ? {} : { test }),
      words: `${words} in ${place}.`,
    })
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

const locally = (attributes: Record<string, unknown>): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [local(name), String(value)]))
