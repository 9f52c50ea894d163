import type { Draft, RoughAttempt } from '../draft.ts'
import type { Outcome } from '../report.ts'
import { type JsonObject, numberOf, objectOf, objectsOf, textOf } from './members.ts'

/**
 * Playwright's JSON: suites in suites, specs in them, for each project a test in each, and for each attempt a result.
 * The outermost suites are files, below `config.rootDir`. A test that was expected to fail and did so passed.
 */
export function readPlaywright(root: JsonObject, draft: Draft): void {
  draft.root = textOf(objectOf(root.config)?.rootDir)
  const read = { tests: 0, failed: 0 }
  for (const file of objectsOf(root.suites)) readSuite(file, [], draft, read)
  const [error] = objectsOf(root.errors)
  if (error) draft.lacks(`The run failed outside of its tests: ${textOf(error.message) ?? 'no message'}`)
  draft.compare({ failed: numberOf(objectOf(root.stats)?.unexpected) }, read)
}

/** Tests as Playwright counts them, each repeat for itself. */
interface Read {
  tests: number
  failed: number
}

function readSuite(suite: JsonObject, path: readonly string[], draft: Draft, read: Read): void {
  for (const spec of objectsOf(suite.specs)) readSpec(spec, path, draft, read)
  for (const inner of objectsOf(suite.suites))
    readSuite(inner, [...path, textOf(inner.title) ?? ''], draft, read)
}

function readSpec(spec: JsonObject, suite: readonly string[], draft: Draft, read: Read): void {
  const tests = objectsOf(spec.tests).map((test) => ({
    project: textOf(test.projectName),
    ...triesOf(test, draft),
  }))
  read.tests += tests.length
  read.failed += tests.filter(({ hasFailed }) => hasFailed).length
  for (const [project, repeats] of Map.groupBy(tests, (test) => test.project))
    draft.add({
      file: textOf(spec.file),
      suite,
      name: textOf(spec.title) ?? '',
      project,
      line: numberOf(spec.line),
      // `--repeat-each`: the run failed where one of them did, which is therefore the last.
      attempts: repeats
        .toSorted((a, b) => Number(a.hasFailed) - Number(b.hasFailed))
        .flatMap(({ attempts }) => attempts),
    })
}

function triesOf(test: JsonObject, draft: Draft): { attempts: RoughAttempt[]; hasFailed: boolean } {
  const results = objectsOf(test.results)
  const expected = textOf(test.expectedStatus) ?? 'passed'
  if (results.some(({ status }) => status === 'interrupted')) draft.lacks('The run was interrupted.')
  if (results.length === 0 && expected !== 'skipped') draft.lacks('Tests did not run at all.')
  const attempts = attemptsOf(results, expected)
  return { attempts, hasFailed: attempts.at(-1)?.outcome === 'failed' }
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
