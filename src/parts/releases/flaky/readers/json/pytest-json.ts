import { type Draft, failures, type RoughAttempt } from '../draft.ts'
import { placeOf } from '../lines/node-id.ts'
import type { Outcome } from '../report.ts'
import { type JsonObject, numberOf, objectOf, objectsOf, textOf } from './members.ts'

/**
 * pytest-json-report: one entry for a test with its stages. A test that was run again keeps the outcome `rerun` when it
 * passed then; how often it was tried, and that one which failed was tried again, is not kept.
 */
export function readPytestJson(root: JsonObject, draft: Draft): void {
  draft.root = textOf(root.root)
  for (const test of objectsOf(root.tests))
    draft.add({
      ...placeOf(textOf(test.nodeid) ?? ''),
      line: lineOf(test),
      attempts: attemptsOf(test),
    })
  for (const { nodeid } of objectsOf(root.collectors).filter(({ outcome }) => outcome === 'failed'))
    draft.lacks(`${textOf(nodeid) || 'A module'} could not be collected.`)
  const exitCode = numberOf(root.exitcode)
  if ([2, 3, 4].includes(exitCode ?? 0)) draft.lacks('pytest was interrupted or broke.')
  draft.compare({ tests: selectedIn(objectOf(root.summary)), hasFailed: exitCode === 1 })
}

/** Those that were to run: with `-x` fewer did. */
const selectedIn = (summary: JsonObject | undefined): number =>
  (numberOf(summary?.collected) ?? 0) - (numberOf(summary?.deselected) ?? 0)

/** 0-based in the report. */
const lineOf = ({ lineno }: JsonObject): number | null => {
  const line = numberOf(lineno)
  return line === null ? null : line + 1
}

const stages = ['setup', 'call', 'teardown'] as const

function attemptsOf(test: JsonObject): RoughAttempt[] {
  const told = objectsOf(stages.map((stage) => test[stage] ?? null))
  const broken = told.find(({ outcome }) => outcome === 'failed' || outcome === 'error')
  const outcome = outcomeOf(textOf(test.outcome), broken !== undefined)
  const seconds = told.reduce((sum, stage) => sum + (numberOf(stage.duration) ?? 0), 0)
  return [
    ...failures(test.outcome === 'rerun' ? 1 : 0),
    { outcome, milliseconds: seconds * 1000, message: messageOf(broken ?? told.at(-1)) },
  ]
}

const messageOf = (stage: JsonObject | undefined): string | null =>
  textOf(objectOf(stage?.crash)?.message) ?? textOf(stage?.longrepr)

/** An expected failure did not tell anything, as a skip; one that passed against it counts as pytest counts it. */
function outcomeOf(outcome: string | null, isBroken: boolean): Outcome {
  if (outcome === 'passed' || outcome === 'xpassed') return 'passed'
  if (outcome === 'rerun') return isBroken ? 'failed' : 'passed'
  return outcome === 'failed' || outcome === 'error' ? 'failed' : 'skipped'
}
