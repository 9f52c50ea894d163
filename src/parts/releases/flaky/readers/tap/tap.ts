import type { Draft } from '../draft.ts'
import { brokenOff, nothingOf } from '../lines/json-line.ts'
import { maxDepth, maxNameCharacters, ReportTrouble } from '../report.ts'
import { type Line, linesOf } from '../text/lines.ts'
import { cleanName } from '../text/wording.ts'
import { diagnosticsIn } from './diagnostics.ts'
import { tapLineOf, type TapLine } from './tap-line.ts'
import { TapTree } from './tap-tree.ts'

/**
 * TAP 12 to 14. Test points are cases; one that closes a subtest is one only where it failed and no point in it did. TAP
 * knows no retries. Read here and not by a library: the one that is kept (tap-parser 18.3.4) took 90 s for 20 MB of deep
 * subtests, and loads whatever YAML it finds.
 */
export function readTap(pieces: Iterable<string>, draft: Draft): void {
  draft.showsRetries = false
  const reader = new TapReader(draft)
  for (const line of linesOf(pieces, maxNameCharacters)) reader.take(line)
  reader.finish()
}

/** Of YAML below a point: no message is found further down. */
const maxBlockLines = 200

interface Block {
  indent: number
  lines: string[]
  /** Some frameworks repeat a block's document for each try. */
  isRead: boolean
}

class TapReader {
  readonly #draft: Draft
  readonly #tree: TapTree
  #block: Block | undefined
  #mayOpenBlock = false
  #hasBailed = false
  /** Of the last line of TAP. */
  #line = 0
  #test: string | undefined

  constructor(draft: Draft) {
    this.#draft = draft
    this.#tree = new TapTree(draft)
  }

  take({ text: raw, number }: Line): void {
    const text = raw.trimEnd()
    if (this.#hasBailed || this.#isInBlock(text)) return
    const line = tapLineOf(text)
    if (!line) return
    if (line.depth > maxDepth) throw tooDeep(number)
    if (this.#tree.endsStream(line)) this.#endStream(line)
    this.#line = number
    this.#mayOpenBlock = line.kind === 'point'
    this.#apply(line)
  }

  finish(): void {
    if (this.#line === 0) throw nothingOf('tap')
    this.#endStream()
    this.#tree.tell()
  }

  #endStream(next?: TapLine): void {
    const isWhole = this.#tree.end(next) && this.#block === undefined
    if (!isWhole && !this.#hasBailed) throw brokenOff(this.#line, this.#test)
  }

  #apply(line: TapLine): void {
    if (line.kind === 'point')
      this.#test = cleanName(line.point.name).slice(0, 200).toWellFormed() || '(unnamed)'
    if (line.kind !== 'bail out') return this.#tree.take(line, this.#line)
    this.#hasBailed = true
    this.#draft.lacks(
      `The run bailed out${line.reason ? `: ${line.reason.slice(0, 200).toWellFormed()}` : ''}.`,
    )
  }

  /** YAML stands between `---` and `...` below its point, and further in. */
  #isInBlock(text: string): boolean {
    const indent = text.length - text.trimStart().length
    const block = this.#block
    if (!block) {
      if (this.#mayOpenBlock && indent > 0 && text.trim() === '---')
        this.#block = { indent, lines: [], isRead: false }
      return this.#block !== undefined
    }
    const isOut = text !== '' && indent < block.indent
    if (isOut || text.trim() === '...') {
      this.#tree.describe(diagnosticsIn(block.lines))
      this.#block = undefined
      return !isOut
    }
    if (text.trim() === '---') block.isRead = true
    if (!block.isRead && block.lines.length < maxBlockLines) block.lines.push(text)
    return true
  }
}

const tooDeep = (line: number): ReportTrouble =>
  new ReportTrouble({
    code: 'REPORT_TOO_DEEP',
    line,
    words: `Subtests are nested deeper than ${maxDepth} in line ${line}.`,
  })
