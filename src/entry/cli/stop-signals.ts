/** Signals closer together than this are one: `npm start` sends on the Ctrl-C that the terminal sent us already. */
const sameMilliseconds = 500

export interface StopSignals {
  /** The first signal: end what runs, then leave. */
  stop(): void
  /** A second one: leave at once. */
  leave(): void
  /** Monotonic milliseconds. */
  now(): number
}

/** What to call on each SIGINT and SIGTERM. */
export function onStopSignal({ stop, leave, now }: StopSignals): () => void {
  let firstAt: number | null = null
  return () => {
    if (firstAt === null) {
      firstAt = now()
      stop()
    } else if (now() - firstAt >= sameMilliseconds) leave()
  }
}
