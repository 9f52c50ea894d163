import type { Fault } from '../kit/fault.ts'
import type { Violation } from './body.ts'

/**
 * Source 004 answers `{error}` in words, with named members beside it; our code and our cure stand there, too. The words
 * are the thrower's (`context.words`), the fault's own for that source, or its title.
 */
export function body004(fault: Fault, requestId: string): Record<string, unknown> {
  const { code, spec, context, retryAfterSeconds } = fault
  const body: Record<string, unknown> = {
    error: wordsOf(fault),
    ...spec.as004,
    ...(typeof context.words === 'string' && { error: context.words }),
    code,
    hint: spec.hint,
    requestId,
  }
  for (const name of spec.shows ?? []) if (context[name] !== undefined) body[name] = context[name]
  if (retryAfterSeconds !== undefined) body.retryAfter = retryAfterSeconds
  return body
}

/** Of a wrong body the first place that is wrong, as there. */
function wordsOf({ code, spec, context }: Fault): string {
  const [first] = code === 'BAD_REQUEST' ? ((context.violations ?? []) as Violation[]) : []
  if (!first) return spec.title
  return isOfLibrary.test(first.wants) ? `${first.at.slice(1)}: ${first.wants}` : first.wants
}

// What the library says on its own names no place; what a schema of ours says does.
const isOfLibrary = /^(Invalid (input|key|element|option)|Too (big|small)|Unrecognized|wants |may not )/
