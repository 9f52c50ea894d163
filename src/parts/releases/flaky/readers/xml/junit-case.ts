import type { Counts, RoughAttempt } from '../draft.ts'
import type { Attributes } from './elements.ts'

/** Who wrote it, where that changes what it means. */
export type Dialect = 'plain' | 'vitest' | 'playwright' | 'pytest'

export interface JUnitSuite {
  /** Those around it, outermost first, and its own. */
  titles: readonly string[]
  /** Its own, or that of the nearest suite around it. */
  file: string | undefined
  /** The outermost title that looks like a file. */
  fileTitle: string | undefined
  hostname: string | undefined
  /** As it counts itself. */
  told: Counts
  /** Read so far, those of its inner suites too. */
  read: { tests: number; failed: number }
  /** Written by gotestsum, which tells each run of a test as a case. */
  isGo: boolean
}

export interface JUnitCase {
  attributes: Attributes
  suite: JUnitSuite | undefined
  results: JUnitResult[]
  /** Of its element in the report. */
  line: number
}

export interface JUnitResult {
  kind: ResultKind
  attributes: Attributes
  text: string
}

const resultKinds = [
  'failure',
  'error',
  'skipped',
  'flakyFailure',
  'flakyError',
  'rerunFailure',
  'rerunError',
] as const

type ResultKind = (typeof resultKinds)[number]

export const isResult = (name: string): name is ResultKind =>
  (resultKinds as readonly string[]).includes(name)

export const newResult = (kind: ResultKind, attributes: Attributes): JUnitResult => ({
  kind,
  attributes,
  text: '',
})

/**
 * What the elements of a case say: none is a pass. `flakyFailure` and `flakyError` are tries that failed before one that
 * passed, `rerunFailure` and `rerunError` further tries beside the failure. Several failures are what one try broke,
 * save with Vitest, which writes one for each try.
 */
export function attemptsOf({ attributes, results }: JUnitCase, dialect: Dialect): RoughAttempt[] {
  const skip = results.find(({ kind }) => kind === 'skipped')
  const own = results.filter(({ kind }) => kind === 'failure' || kind === 'error')
  const rerun = results.filter(({ kind }) => kind.startsWith('rerun'))
  const flaky = results.filter(({ kind }) => kind.startsWith('flaky'))
  const milliseconds = millisecondsOf(attributes.time)
  if (results.length === 0 && saysFailed(attributes)) return [{ outcome: 'failed', milliseconds }]
  if (skip && (own.length === 0 || skip.attributes.type === 'todo'))
    return [{ outcome: 'skipped', milliseconds, message: messageOf(skip) }]
  if (own.length + rerun.length > 0) {
    const first = dialect === 'vitest' ? own : own.slice(0, 1)
    return [...flaky, ...first, ...rerun].map((result, index) =>
      failureOf(result, index === 0 ? milliseconds : null),
    )
  }
  if (flaky.length === 0 && didNotRun(attributes)) return [{ outcome: 'skipped', milliseconds }]
  return [...flaky.map((result) => failureOf(result, null)), { outcome: 'passed', milliseconds }]
}

const failureOf = (result: JUnitResult, milliseconds: number | null): RoughAttempt => ({
  outcome: 'failed',
  milliseconds: millisecondsOf(result.attributes.time) ?? milliseconds,
  message: messageOf(result),
})

const messageOf = ({ attributes, text }: JUnitResult): string | null =>
  [attributes.message, text, attributes.type].find(
    (words) => words && words.trim() !== '' && words !== 'true',
  ) ?? null

/**
 * What of a case its suite may have counted: Surefire counts every try, others the last one, and some count a failure that
 * is still to be done.
 */
export function readOf({ attributes, results }: JUnitCase): { tests: number; failed: number } {
  const failed = results.filter(({ kind }) => kind !== 'skipped').length
  const further = results.filter(({ kind }) => /^(?:flaky|rerun)/.test(kind)).length
  return { tests: 1 + further, failed: failed || Number(results.length === 0 && saysFailed(attributes)) }
}

const saysFailed = ({ status = '', result = '' }: Attributes): boolean =>
  [status, result].some((word) => /^(?:fail(?:ed|ure)?|error(?:ed)?|broken|timed ?out)$/i.test(word))

/** GoogleTest and others say so in an attribute. */
const didNotRun = ({ status, result }: Attributes): boolean =>
  /^(?:notrun|skipped|disabled|ignored|pending)$/i.test(status ?? '') ||
  /^(?:skipped|suppressed)$/i.test(result ?? '')

/** Seconds, in some dialects with commas between thousands. */
function millisecondsOf(time: string | undefined): number | null {
  if (time === undefined || !/^-?[\d,]*\.?\d+(?:e-?\d+)?$/i.test(time.trim().slice(0, 40))) return null
  return Number(time.trim().slice(0, 40).replaceAll(',', '')) * 1000
}
