import type { Change, Sink } from '../../../kit/sink.ts'
import type { World } from '../../../kit/world.ts'

/** A sink that takes longer counts as one that hangs. */
const patienceMilliseconds = 5_000

/** What is under way. */
export interface Handing {
  /** A write was given up that has not ended: no other is begun beside it. */
  unanswered: boolean
}

export type Outcome = { kind: 'taken'; change: Change | null } | { kind: 'failed'; reason: string }

/** Gives lines to the sink, and waits for it no longer than its patience. Never rejects. */
export async function handOver(
  { wait }: World,
  sink: Sink,
  lines: readonly string[],
  handing: Handing,
): Promise<Outcome> {
  const ending = new AbortController()
  handing.unanswered = true
  const written = sink
    .write(lines, ending.signal)
    .then(taken, failed)
    .finally(() => (handing.unanswered = false))
  const given = wait(patienceMilliseconds, ending.signal).then(late, late)
  const outcome = await Promise.race([written, given])
  ending.abort()
  return outcome
}

const taken = (change: Change | null): Outcome => ({ kind: 'taken', change })
const late = (): Outcome => ({ kind: 'failed', reason: 'timed_out' })
const failed = (error: unknown): Outcome => {
  const { code, name } = error as { code?: unknown; name?: unknown }
  return { kind: 'failed', reason: String(code ?? name ?? 'unknown').slice(0, 100) }
}
