import { z } from 'zod'
import { checked } from '../../../../kit/checked.ts'
import { envelopeMembers } from '../../envelope/envelope.ts'
import { maxAttempts, maxCases, type ReportedAttempt, type ReportedCase } from '../readers/report.ts'

const mostMilliseconds = 30 * 86_400_000
const text = (most: number) => z.string().min(1).max(most)

const sourceTest = z.object({
  suite: z.string().max(2000),
  testName: text(2000),
  status: z.enum(['passed', 'failed', 'skipped']),
  durationMs: z.number().min(0).max(mostMilliseconds),
  metadata: z.unknown().optional().describe('Taken as source 004 does, and not kept.'),
  file: text(2000).nullish().describe('Ours: where the test stands, and which try of it this is, from 1 on.'),
  attempt: z.int().min(1).max(maxAttempts).optional(),
  message: z.string().max(100_000).nullish(),
})
type SourceTest = z.infer<typeof sourceTest>

/** Source 004's own body (contracts 5.5), with the envelope's members beside `tests`. */
export const sourceBody = z.object({ tests: z.array(sourceTest).max(maxCases), ...envelopeMembers })

export const isSourceShape = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'tests' in value

/** @throws BAD_REQUEST naming each place */
export const readSourceShape = (value: unknown): z.infer<typeof sourceBody> =>
  checked(sourceBody, value) as z.infer<typeof sourceBody>

/** A test, and the tries that were made of it: several where the same is told several times. */
export interface SourceCase {
  reported: ReportedCase
  /** Each stands for itself: nothing says that they ran on one commit. */
  tries: readonly (readonly ReportedAttempt[])[]
}

/**
 * The tests of a body. Equal names are the same test here, as source 004 has nothing else to tell them apart by; those
 * that number their `attempt` are attempts of one run. With a commit equal names without a number stay apart (F3), as
 * they would be taken for a test that failed and passed on it.
 */
export function sourceCases(tests: readonly SourceTest[], hasCommit: boolean): SourceCase[] {
  const cases: SourceCase[] = []
  const ofName = new Map<string, { tries: ReportedAttempt[][]; numbered: SourceTest[] }>()
  for (const test of tests) {
    const isNumbered = test.attempt !== undefined
    const name = JSON.stringify([test.file ?? null, test.suite, test.testName])
    const known = ofName.get(name)
    if (known && isNumbered) known.numbered.push(test)
    else if (known && !hasCommit) known.tries.push([attemptOf(test)])
    else {
      const made = { tries: isNumbered ? [] : [[attemptOf(test)]], numbered: isNumbered ? [test] : [] }
      if (!known) ofName.set(name, made)
      cases.push({ reported: caseOf(test), ...made })
    }
  }
  for (const { tries, numbered } of ofName.values())
    if (numbered.length > 0)
      tries.push(
        numbered
          .sort((a, b) => a.attempt! - b.attempt!)
          .slice(-maxAttempts)
          .map(attemptOf),
      )
  return cases
}

const attemptOf = ({ status, durationMs, message }: SourceTest): ReportedAttempt => ({
  outcome: status,
  durationMilliseconds: durationMs,
  message: message == null || status === 'passed' ? null : message.slice(0, 500).toWellFormed(),
})

const caseOf = ({ suite, testName, file }: SourceTest): ReportedCase => ({
  file: file ?? null,
  className: null,
  suite: suite === '' ? [] : [suite],
  name: testName,
  project: null,
  line: null,
  attempts: [],
})
