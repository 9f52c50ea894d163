import type { Draft, RoughAttempt } from '../draft.ts'
import type { Outcome } from '../report.ts'
import { type JsonObject, numberOf, objectOf, objectsOf, textOf } from './members.ts'

/**
 * Playwright's JSON: suites in suites, specs in them, for each project a test in each, and for each attempt a result.
 * The outermost suites are files, below `config.rootDir`. A test that was expected to fail and did so passed.
 */
export function readPlaywright(root: JsonObject, draft: Draft): void {
  draft.root = textOf(objectOf(root.config)?.rootDir)
  for (const file of objectsOf(root.suites)) readSuite(file, [], draft)
  const [error] = objectsOf(root.errors)
  if (error) draft.lacks(`The run failed outside of its tests: ${textOf(error.message) ?? 'no message'}`)
}

function readSuite(suite: JsonObject, path: readonly string[], draft: Draft): void {
  for (const spec of objectsOf(suite.specs)) readSpec(spec, path, draft)
  for (const inner of objectsOf(suite.suites)) readSuite(inner, [...path, textOf(inner.title) ?? ''], draft)
}

function readSpec(spec: JsonObject, suite: readonly string[], draft: Draft): void {
  for (const test of objectsOf(spec.tests)) {
    const results = objectsOf(test.results)
    if (results.some(({ status }) => status === 'interrupted')) draft.lacks('The run was interrupted.')
    if (results.length === 0 && test.status !== 'skipped') draft.lacks('Tests did not run at all.')
    draft.add({
      file: textOf(spec.file),
      suite,
      name: textOf(spec.title) ?? '',
      project: textOf(test.projectName),
      line: numberOf(spec.line),
      attempts: attemptsOf(results, textOf(test.expectedStatus) ?? 'passed'),
    })
  }
}

function attemptsOf(results: readonly JsonObject[], expected: string): RoughAttempt[] {
  if (results.length === 0) return [{ outcome: 'skipped' }]
  return results
    .toSorted((a, b) => (numberOf(a.retry) ?? 0) - (numberOf(b.retry) ?? 0))
    .map((result) => ({
      outcome: outcomeOf(textOf(result.status), expected),
      milliseconds: numberOf(result.duration),
      message: textOf((objectsOf(result.errors)[0] ?? objectOf(result.error))?.message),
    }))
}

function outcomeOf(status: string | null, expected: string): Outcome {
  if (status === 'skipped' || status === 'interrupted' || status === null) return 'skipped'
  return status === expected ? 'passed' : 'failed'
}
