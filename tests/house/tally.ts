import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import { isFull } from '../faults/support/counts.ts'
import { root } from './sources.ts'

/** What came of one run of `node --test`. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
  failures: { file: string; name: string }[]
  skips: { file: string; reason: string }[]
  /** Of each file, what its tests took one behind the other. */
  seconds: Record<string, number>
}

export const emptyTally = (): Tally => ({
  passed: 0,
  failed: 0,
  skipped: 0,
  failures: [],
  skips: [],
  seconds: {},
})

export const sumOf = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      skipped: sum.skipped + each.skipped,
      failures: [...sum.failures, ...each.failures],
      skips: [...sum.skips, ...each.skips],
      seconds: { ...sum.seconds, ...each.seconds },
    }),
    emptyTally(),
  )

/**
 * A reporter for `node --test`: writes the {@link Tally} as JSON when all is over. In the long runs, which somebody may end
 * before, it says at once why a test failed.
 */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const tally = emptyTally()
  for await (const event of events) {
    count(tally, event)
    if (isFull && event.type === 'test:fail') sayWhy(event.data.name, event.data.details.error)
  }
  yield JSON.stringify(tally)
}

/** Of one that failed by its own tests alone, those have told. */
function sayWhy(name: string, { cause }: Error): void {
  if (cause instanceof Error) process.stderr.write(`${name}: ${inspect(cause)}\n`)
}

function count(tally: Tally, { type, data }: TestEvent): void {
  if (type === 'test:summary' && data.file === undefined) {
    const { tests, passed, skipped, todo } = data.counts
    // Whatever is none of these failed or was cancelled.
    Object.assign(tally, { passed, skipped: skipped + todo, failed: tests - passed - skipped - todo })
  }
  if (type !== 'test:pass' && type !== 'test:fail') return
  const file = relative(root, data.file ?? '')
  if (data.nesting === 0) tally.seconds[file] = (tally.seconds[file] ?? 0) + data.details.duration_ms / 1000
  if (data.skip !== undefined) tally.skips.push({ file, reason: String(data.skip) })
  if (type === 'test:fail' && data.details.type !== 'suite') tally.failures.push({ file, name: data.name })
}
