import type { Instance } from './instance.ts'
import { within } from './within.ts'

// A call to a provider that is begun last still has longer than any sound one takes.
const keptForCallsMilliseconds = 18_000
const keptForEndMilliseconds = 2_000
const pauseMilliseconds = 1_000

/**
 * Runs what is due, again and again while there is more of it. New work is begun as long as there is time for it; what is
 * behind it may go on until shortly before the end.
 * @param leftMilliseconds until the platform ends the function, 20,000 or more
 * @returns rows worked on, by job
 */
export async function driveDue(
  { app, world, settled }: Instance,
  leftMilliseconds: number,
): Promise<Record<string, number>> {
  const beginsForMilliseconds = Math.max(pauseMilliseconds, leftMilliseconds - keptForCallsMilliseconds)
  const endsAfterMilliseconds = leftMilliseconds - keptForEndMilliseconds
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
