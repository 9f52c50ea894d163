import { type Draft, failures, type RoughAttempt } from '../draft.ts'
import type { Outcome } from '../report.ts'
import { type JsonObject, numberOf, objectOf, objectsOf, textOf, textsOf } from './members.ts'

/**
 * Jest's `--json`. A test's `invocations` counts its attempts: all but the last failed. Only the last one's duration is
 * kept, and what the others failed by only where `logErrorsBeforeRetry` asked for it.
 */
export const readJest = (root: JsonObject, draft: Draft): void => {
  readTestResults(root, draft, jestAttempts)
  const broken = numberOf(root.numRuntimeErrorTestSuites) ?? 0
  if (broken > 0) draft.lacks(`${broken} files broke outside of their tests.`)
  if (root.wasInterrupted === true) draft.lacks('The run was interrupted.')
}

/**
 * Vitest's JSON, of Jest's shape without `invocations`. Each failed attempt leaves a message, so a test that passed with
 * messages passed on retry; a test that failed has one message for each attempt (or soft assertion). A message of a file
 * is of what failed outside of its tests: Jest puts those of its tests there.
 */
export const readVitest = (root: JsonObject, draft: Draft): void => {
  for (const { name, message } of objectsOf(root.testResults))
    if (textOf(message)) draft.lacks(`${textOf(name) ?? 'A file'} broke outside of its tests.`)
  readTestResults(root, draft, vitestAttempts)
}

function readTestResults(
  root: JsonObject,
  draft: Draft,
  attemptsOf: (test: JsonObject) => RoughAttempt[],
): void {
  for (const result of objectsOf(root.testResults)) {
    const file = textOf(result.name)
    const tests = objectsOf(result.assertionResults)
    if (result.status === 'failed' && !tests.some(({ status }) => status === 'failed'))
      draft.lacks(
        `${file ?? 'A file'} ${tests.length === 0 ? 'could not run' : 'broke outside of its tests'}.`,
      )
    for (const test of tests)
      draft.add({
        file,
        suite: textsOf(test.ancestorTitles),
        name: textOf(test.title) ?? textOf(test.fullName) ?? '',
        line: numberOf(objectOf(test.location)?.line),
        attempts: attemptsOf(test),
      })
  }
  draft.compare({
    tests: numberOf(root.numTotalTests),
    failed: numberOf(root.numFailedTests),
    hasFailed: root.success === false,
  })
}

function jestAttempts(test: JsonObject): RoughAttempt[] {
  const outcome = outcomeOf(test)
  const tries = outcome === 'skipped' ? 1 : (numberOf(test.invocations) ?? 1)
  const reasons = textsOf(test.retryReasons)
  const before = failures(tries - 1).map((failure, at) => ({ ...failure, message: reasons[at] ?? null }))
  return [...before, lastAttempt(test, outcome, textsOf(test.failureMessages)[0])]
}

function vitestAttempts(test: JsonObject): RoughAttempt[] {
  const outcome = outcomeOf(test)
  const messages = outcome === 'skipped' ? [] : textsOf(test.failureMessages)
  const before = outcome === 'failed' ? messages.slice(0, -1) : messages
  return [
    ...before.map((message): RoughAttempt => ({ outcome: 'failed', message })),
    lastAttempt(test, outcome, messages.at(-1)),
  ]
}

const lastAttempt = (test: JsonObject, outcome: Outcome, message: string | undefined): RoughAttempt => ({
  outcome,
  milliseconds: numberOf(test.duration),
  message: message ?? null,
})

/** `pending`, `skipped`, `todo` and `disabled` did not run. */
const outcomeOf = ({ status }: JsonObject): Outcome =>
  status === 'passed' || status === 'failed' ? status : 'skipped'
