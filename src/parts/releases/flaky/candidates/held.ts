import { heldReason, type Reason } from '../verdicts/reasons.ts'
import { verdictBehind } from '../verdicts/standing.ts'
import type { Verdict } from '../verdicts/verdict.ts'
import type { StandingRow } from './store.ts'

/** A change of a verdict that waits (F13): to what, and until when. */
export interface Held {
  verdict: Verdict
  until: Date
}

/** Null where nothing waits. */
export function heldOf({
  verdict,
  memory,
  heldUntil,
  judgement,
}: Pick<StandingRow, 'verdict' | 'memory' | 'heldUntil' | 'judgement'>): {
  held: Held
  reason: Reason
} | null {
  if (!memory || memory.changedAt === null || !heldUntil || !judgement) return null
  const held = { verdict: verdictBehind({ ...memory, verdict }, judgement), until: heldUntil }
  return { held, reason: heldReason(verdict, held, new Date(memory.changedAt)) }
}
