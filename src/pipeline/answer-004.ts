import { type Fault, shownOf } from '../kit/fault.ts'
import type { Violation } from '../kit/checked.ts'

/**
 * Source 004 answers `{error}` in words, with named members beside it; our code and our cure stand there, too. The words
 * are the thrower's (`context.words`), the fault's own for that source, or its title.
 */
export function body004(fault: Fault, requestId: string): Record<string, unknown> {
  const { code, spec, context } = fault
  return {
    error: wordsOf(fault),
    ...spec.as004,
    ...(typeof context.words === 'string' && { error: context.words }),
    code,
    hint: spec.hint,
    requestId,
    ...shownOf(fault),
  }
}

/** Of a wrong body the first place that is wrong, as there. */
function wordsOf({ code, spec, context }: Fault): string {
  const [first] = code === 'BAD_REQUEST' ? ((context.violations ?? []) as Violation[]) : []
  if (!first) return spec.title
  const place = first.at.slice(1) || 'the body'
  return isOfLibrary.test(first.wants) ? `${place}: ${first.wants}` : first.wants
}

// What the library says on its own names no place; what a schema of ours says does.
const isOfLibrary = /^(Invalid (input|key|element|option)|Too (big|small)|Unrecognized|wants |may not )/
