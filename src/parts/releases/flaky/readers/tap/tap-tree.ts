import { type Draft, type RoughAttempt, tooMany } from '../draft.ts'
import { maxCases } from '../report.ts'
import { looksLikeFile } from '../text/wording.ts'
import type { Diagnostics } from './diagnostics.ts'
import type { Point, TapLine } from './tap-line.ts'

/** A subtest; its name comes with the point that closes it, or with the one whose brace opened it. */
interface Subtest {
  name: string
  parent: Subtest | null
}

/** Points of one depth, since the last point further out. */
interface Level {
  subtest: Subtest | null
  points: number
  failed: number
  planned: number | null
  /** The last point, of which the lines below may still tell. */
  held: HeldPoint | null
}

interface HeldPoint {
  point: Point
  diagnostics: Diagnostics | null
  closes: Level | null
  isOpen: boolean
  heading: string | null
  line: number
}

interface TapCase {
  name: string
  subtest: Subtest | null
  attempt: RoughAttempt
  heading: string | null
}

/** Points and subtests, put together from the lines in their order. */
export class TapTree {
  readonly #draft: Draft
  readonly #cases: TapCase[] = []
  readonly #levels: Level[] = [newLevel(null)]
  #lastHeld: HeldPoint | null = null
  #heading: string | null = null
  #hasSubtests = false
  #totals = 0
  /** As the totals at the end tell, which with some frameworks counts what is still to be done. */
  #toldFailed = 0
  #notOk = 0
  /** Left out, as the subtests by which they failed are told. */
  #failedBySubtests = 0

  constructor(draft: Draft) {
    this.#draft = draft
  }

  /** @param number the line's, in the report */
  take(line: TapLine, number: number): void {
    if (line.kind === 'point') this.#takePoint(line.depth, line.point, number)
    else if (line.kind === 'plan') this.#takePlan(line.depth, line.tests)
    else if (line.kind === 'comment') this.#takeComment(line.depth, line.text)
    else if (line.kind === 'open') this.#open(line.depth)
    else if (line.kind === 'close') this.#close(line.depth)
  }

  /** What stands below the last point. */
  describe(diagnostics: Diagnostics): void {
    if (this.#lastHeld) this.#lastHeld.diagnostics = diagnostics
  }

  /**
   * The end, or the beginning of another stream in the same file; points above a plan belong to the plan that follows.
   * @returns whether all that was begun and planned has come
   */
  end(next?: TapLine): boolean {
    const [root] = this.#levels
    const isOpen = this.#levels.length > 1 || root!.held?.isOpen === true
    this.#endBelow(0)
    this.#settle(root!)
    const isWhole = !isOpen && root!.planned !== null && root!.points >= root!.planned
    this.#levels[0] = newLevel(null)
    if (next?.kind === 'plan') this.#levels[0].points = root!.points - (root!.planned ?? 0)
    return isWhole
  }

  /** Whether a line begins another stream in the same file: a version, or a plan where there was one. */
  endsStream({ kind, depth }: TapLine): boolean {
    const { planned, points, held } = this.#levels[0]!
    if (depth > 0) return false
    if (kind === 'version') return planned !== null || points > 0 || held !== null
    return kind === 'plan' && planned !== null
  }

  /** Hands over the cases, when all subtests have their names. */
  tell(): void {
    const hasHeadings = this.#totals >= 2 && !this.#hasSubtests
    for (const each of this.#cases) this.#draft.add(roughCase(each, hasHeadings))
    const failed = this.#notOk + this.#failedBySubtests
    this.#draft.compare({ failed: this.#toldFailed }, { tests: this.#cases.length, failed })
  }

  #takePoint(depth: number, point: Point, line: number): void {
    const level = this.#levelAt(depth)
    const closes = level.held?.isOpen ? null : this.#endBelow(depth)
    if (level.held?.isOpen) level.held.closes = this.#endBelow(depth)
    this.#settle(level)
    level.held = { point, diagnostics: null, closes, isOpen: point.hasBrace, heading: this.#heading, line }
    this.#lastHeld = level.held
  }

  #takePlan(depth: number, tests: number): void {
    const level = this.#levelAt(depth)
    level.planned = tests
    // Its brace opened nothing, as the next line stands beside it.
    if (level.held && this.#levels.length === depth + 1) level.held.isOpen = false
  }

  /** A brace on a line of its own opens the subtest of the point before. */
  #open(depth: number): void {
    const { held } = this.#levelAt(depth)
    if (held) held.isOpen = true
  }

  #close(depth: number): void {
    const { held } = this.#levelAt(depth)
    if (!held?.isOpen) return
    held.closes = this.#endBelow(depth)
    held.isOpen = false
  }

  /** `# name` before the assertions of a test, and totals at the end: so tape tells its tests. */
  #takeComment(depth: number, text: string): void {
    const [, what, count] = /^(tests|pass|fail)\s+(\d{1,9})$/.exec(text) ?? []
    if (/^Subtest\b/.test(text)) this.#hasSubtests = true
    else if (what === undefined) this.#heading = text || null
    else this.#totals += 1
    if (what === 'fail' && depth === 0) this.#toldFailed += Number(count)
  }

  #levelAt(depth: number): Level {
    for (let at = this.#levels.length; at <= depth; at++)
      this.#levels.push(newLevel({ name: '', parent: this.#levels[at - 1]!.subtest }))
    return this.#levels[depth]!
  }

  /** Ends all levels below one. @returns the uppermost of them */
  #endBelow(depth: number): Level | null {
    const below = this.#levels[depth + 1] ?? null
    for (let at = this.#levels.length - 1; at > depth; at--) {
      const level = this.#levels.pop()!
      this.#settle(level)
      if (level.points < (level.planned ?? 0)) this.#draft.lacks('A subtest ran fewer tests than it planned.')
    }
    return below
  }

  /** Nothing more is told of the held point. */
  #settle(level: Level): void {
    const { held } = level
    if (!held) return
    const { point, closes } = held
    const hasFailed = !point.isOk && point.skip === null
    level.held = null
    level.points += 1
    if (hasFailed) level.failed += 1
    if (closes?.subtest) closes.subtest.name = point.name
    if (!closes || closes.points === 0 || (hasFailed && closes.failed === 0)) this.#keep(held, level.subtest)
    else if (hasFailed && held.diagnostics?.hasFailedBySubtests) this.#failedBySubtests += 1
  }

  #keep({ point, diagnostics, closes, heading, line }: HeldPoint, subtest: Subtest | null): void {
    if (this.#cases.length >= maxCases) throw tooMany(line)
    if (!point.isOk) this.#notOk += 1
    const outcome = point.skip !== null ? 'skipped' : point.isOk ? 'passed' : 'failed'
    const milliseconds = point.milliseconds ?? diagnostics?.durationMilliseconds ?? null
    const message = point.skip || (diagnostics?.message ?? null)
    // A brace that no subtest followed belongs to the name.
    const name = point.hasBrace && !closes ? `${point.name} {` : point.name
    this.#cases.push({ name, subtest, attempt: { outcome, milliseconds, message }, heading })
  }
}

const newLevel = (subtest: Subtest | null): Level => ({
  subtest,
  points: 0,
  failed: 0,
  planned: null,
  held: null,
})

/**
 * A file may be the outermost subtest or the beginning of a name. Where node says that a test stands is no help: it
 * says so of failures alone, and one test would have two identities.
 */
function roughCase({ name, subtest, attempt, heading }: TapCase, hasHeadings: boolean) {
  const path = [...titlesOf(subtest), ...(hasHeadings && heading ? [heading] : []), name]
  const [first = '', ...rest] = path.length === 1 ? name.split(' > ') : path
  const isFile = rest.length > 0 && looksLikeFile(first)
  const titles = isFile ? rest : path
  return {
    file: isFile ? first : null,
    suite: titles.slice(0, -1),
    name: titles.at(-1) ?? name,
    attempts: [attempt],
  }
}

function titlesOf(subtest: Subtest | null): string[] {
  const titles: string[] = []
  for (let at = subtest; at; at = at.parent) titles.push(at.name)
  return titles.toReversed()
}
