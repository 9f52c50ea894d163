import { type Draft, failures, type RoughAttempt } from '../draft.ts'
import { maxAttempts, type Outcome } from '../report.ts'
import { withoutSuites } from '../text/wording.ts'
import {
  type Json,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
} from './members.ts'

/** CTRF (https://ctrf.io): `retries` counts further attempts, `retryAttempts` tells of them, `status` is the last one's. */
export function readCtrf(root: JsonObject, draft: Draft): void {
  const tests = objectsOf(objectOf(root.results)?.tests)
  for (const test of tests) {
    const file = textOf(test.filePath)
    const { suite, project } = pathOf(test.suite, file)
    draft.add({
      file,
      suite,
      name: withoutSuites(textOf(test.name) ?? '', suite),
      project,
      line: numberOf(test.line),
      attempts: attemptsOf(test),
    })
  }
  const summary = objectOf(objectOf(root.results)?.summary)
  // Playwright's reporter counts tests that failed as they were expected to.
  const failed = tests.filter((test) => outcomeOf(test) === 'failed' || test.rawStatus === 'failed').length
  const told = { tests: numberOf(summary?.tests), failed: numberOf(summary?.failed) }
  draft.compare(told, { tests: tests.length, failed })
}

/** Suites as a list or joined by ` > `. Some reporters put the file's name among them, and a project before it. */
function pathOf(raw: Json | undefined, file: string | null): { suite: string[]; project: string | null } {
  const titles = typeof raw === 'string' ? raw.split(' > ') : textsOf(raw)
  const name = file?.split(/[\\/]/).at(-1)
  const at = name === undefined ? -1 : titles.findIndex((title) => title.split(/[\\/]/).at(-1) === name)
  return { suite: titles.slice(at + 1), project: titles.slice(0, Math.max(0, at)).join(' > ') || null }
}

/**
 * As many attempts as were made, the test's own end last. Those that nobody tells of failed, as otherwise nothing had been
 * tried again; reporters differ in whether they number them, and in whether the last one is told twice.
 */
function attemptsOf(test: JsonObject): RoughAttempt[] {
  const told = objectsOf(test.retryAttempts)
    .map((attempt, index) => ({ number: wholeOf(attempt.attempt) || index + 1, ...attemptOf(attempt) }))
    .toSorted((a, b) => a.number - b.number)
  const final = attemptOf(test)
  const count = countOf(test, final, told.at(-1))
  const attempts = failures(count - 1)
  for (const { number, ...attempt } of told) if (number < count) attempts[number - 1] = attempt
  return [...attempts, final]
}

type Told = RoughAttempt & { number: number }

function countOf(test: JsonObject, final: RoughAttempt, last: Told | undefined): number {
  const retries = wholeOf(test.retries)
  const most = last?.number ?? 0
  const isFinal = last?.outcome === final.outcome && (retries === null ? most > 1 : most > retries)
  return Math.min(
    maxAttempts,
    Math.max((retries ?? 0) + 1, test.flaky === true ? 2 : 1, isFinal ? most : most + 1),
  )
}

const attemptOf = (attempt: JsonObject): RoughAttempt => ({
  outcome: outcomeOf(attempt),
  milliseconds: numberOf(attempt.duration),
  message: textOf(attempt.message) ?? textOf(listOf(attempt.message)[0]),
})

const wholeOf = (value: Json | undefined): number | null => {
  const number = numberOf(value)
  return number !== null && Number.isInteger(number) && number >= 0 ? number : null
}

/** `other` is whatever the framework knows beside; only what says so failed. */
function outcomeOf({ status: raw, rawStatus }: JsonObject): Outcome {
  const status = textOf(raw)?.toLowerCase()
  if (status === 'passed' || status === 'failed') return status
  return status === 'other' && /^(?:timed ?out|error|broken|crashed|failed)$/i.test(textOf(rawStatus) ?? '')
    ? 'failed'
    : 'skipped'
}
