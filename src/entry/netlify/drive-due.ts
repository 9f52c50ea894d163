import type { Instance } from './start.ts'

/**
 * A scheduled function is ended after 30 s. New work is begun in the first 12 of them, so that a call to a provider
 * still has longer than any sound one takes; what is behind it may go on until shortly before the end.
 */
const beginsForMilliseconds = 12_000
const endsAfterMilliseconds = 28_000
const pauseMilliseconds = 1_000

/** Runs what is due, again and again while there is more of it. @returns rows worked on, by job */
export async function driveDue({ app, world, settled }: Instance): Promise<Record<string, number>> {
  const startedAt = world.now().getTime()
  const elapsed = () => world.now().getTime() - startedAt
  const counts: Record<string, number> = {}
  for (;;) {
    const done = await app.runDue({ budgetMilliseconds: beginsForMilliseconds - elapsed() })
    for (const [job, count] of Object.entries(done)) counts[job] = (counts[job] ?? 0) + count
    const isMore = Object.values(done).some((count) => count > 0)
    if (!isMore || elapsed() + pauseMilliseconds >= beginsForMilliseconds) break
    await world.wait(pauseMilliseconds)
  }
  await within(endsAfterMilliseconds - elapsed(), settled(), world.wait)
  return counts
}

async function within(
  milliseconds: number,
  work: Promise<void>,
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const waiting = new AbortController()
  const tooLong = wait(Math.max(0, milliseconds), waiting.signal).catch(() => undefined)
  await Promise.race([work, tooLong])
  waiting.abort()
}
