import { sha256 } from '../../../../kit/hash.ts'
import { type Checkout, repositoryFile } from './file-names.ts'
import type { Report, ReportedAttempt, ReportedCase } from './report.ts'
import { looksLikeFile } from './text/wording.ts'

/** Who a test is, over runs and machines (F3). */
export interface TestIdentity {
  /** 32 hexadecimal digits, the first 16 bytes of a SHA-256 over all other members and the repository, uncut. */
  key: string
  /** The key of the first of its namesakes; its own where it is that. */
  base: string
  /** From the repository's root, with slashes, where that can be told; null where the report names no file. */
  file: string | null
  className: string | null
  suite: readonly string[]
  name: string
  project: string | null
  /** 1, or its number among the tests of one report that are equal in all else: `#2`, `#3`. */
  occurrence: number
  /** For people: suites and name joined by ` › `, then ` #2` where it is one of several. At most 500 characters. */
  title: string
}

/** A test of one report, with what it did there. */
export interface IdentifiedCase {
  identity: TestIdentity
  line: number | null
  attempts: readonly ReportedAttempt[]
}

/** What is kept of one title, class or project for people; the key is made of all of it. */
const shownCharacters = 500
const shownFileCharacters = 1_000

/**
 * Tells the tests of a report apart and gives each its identity over runs (F3). Cases that are equal in file, class,
 * suites, name and project are numbered in the report's order, never joined.
 */
export function identify(report: Report, ground: Checkout): IdentifiedCase[] {
  const fileOf = remembered((file: string) => repositoryFile(file, ground, report.root))
  const seen = new Map<string, number>()
  return report.cases.map((reported) => {
    const placed = {
      ...reported,
      file: reported.file === null ? null : fileOf(reported.file),
      suite: reported.suite.map((title) => (isAbsoluteFile(title) ? fileOf(title) : title)),
    }
    const text = identityText(ground.repository, placed)
    const base = keyOf(text)
    const occurrence = (seen.get(base) ?? 0) + 1
    seen.set(base, occurrence)
    const key = occurrence === 1 ? base : keyOf(`${text}\0#${occurrence}`)
    return {
      identity: identityOf({ key, base, occurrence }, placed),
      line: reported.line,
      attempts: reported.attempts,
    }
  })
}

/** PHPUnit calls a suite like its settings, which lie elsewhere on every machine. */
const isAbsoluteFile = (title: string): boolean => /^(?:[A-Za-z]:)?[\\/]/.test(title) && looksLikeFile(title)

/** Most tests share their file with others. */
function remembered(make: (text: string) => string): (text: string) => string {
  const made = new Map<string, string>()
  return (text) => {
    const known = made.get(text)
    if (known !== undefined) return known
    if (made.size >= 2_000) made.clear()
    const fresh = make(text)
    made.set(text, fresh)
    return fresh
  }
}

/**
 * Members apart by a character that no text holds. Suites and name are one path, as some formats join them and others
 * do not: `sums > carry > adds` is one test in both.
 */
const identityText = (repository: string, { file, className, suite, name, project }: ReportedCase): string =>
  [
    repository.toLowerCase(),
    file ?? '',
    className ?? '',
    [...suite, name].join(' > ').replaceAll(' › ', ' > '),
    project ?? '',
  ].join('\0')

type Told = Pick<TestIdentity, 'key' | 'base' | 'occurrence'>

function identityOf({ key, base, occurrence }: Told, reported: ReportedCase): TestIdentity {
  const { file, className, suite, name, project } = reported
  return {
    key,
    base,
    file: shown(file, shownFileCharacters),
    className: shown(className),
    suite: suite.map((title) => shown(title)),
    name: shown(name),
    project: shown(project),
    occurrence,
    title: titleOf([...suite, name], occurrence),
  }
}

const keyOf = (text: string): string => sha256(text).subarray(0, 16).toString('hex')

function titleOf(path: readonly string[], occurrence: number): string {
  const number = occurrence === 1 ? '' : ` #${occurrence}`
  return shown(path.join(' › '), shownCharacters - number.length) + number
}

/** What is cut is copied, as a part keeps the whole alive. */
function shown<Text extends string | null>(text: Text, most = shownCharacters): Text {
  if (text === null || text.length <= most) return text
  return `${Buffer.from(text.slice(0, most - 1).toWellFormed()).toString()}…` as Text
}
