/** Waits for the work, at most that long; what takes longer goes on by itself. */
export async function within(
  milliseconds: number,
  work: Promise<void>,
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const waiting = new AbortController()
  const tooLong = wait(Math.max(0, milliseconds), waiting.signal).catch(() => undefined)
  await Promise.race([work, tooLong])
  waiting.abort()
}
