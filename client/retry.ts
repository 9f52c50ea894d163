import { KeyholdError, timedOut } from './error.ts'

/** How often and how long one call is tried. */
export interface Retries {
  /** Tries of one call, the first included. 1 to 10, default 4. */
  tries?: number
  /** Seconds for the whole call, waits included; also for calls that are tried once. Above 0, at most 600, default 30. */
  totalSeconds?: number
}

/** What lies outside: tests bring their own. */
export interface Outside {
  fetch(request: Request): Promise<Response>
  /** Milliseconds that only ever grow. */
  elapsed(): number
  now(): Date
  /** 0 to 1. */
  random(): number
  /** @throws the signal's reason when it is aborted first */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
  /** A signal that is aborted after that time. */
  deadline(milliseconds: number): AbortSignal
}

export const browserOrServer: Outside = {
  fetch: (request) => fetch(request),
  elapsed: () => performance.now(),
  now: () => new Date(),
  random: () => Math.random(),
  wait: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const end = () => {
        clearTimeout(timer)
        reject(signal.reason as Error)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', end)
        resolve()
      }, milliseconds)
      signal.addEventListener('abort', end, { once: true })
    }),
  deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
}

const firstCeilingMilliseconds = 250
const highestCeilingMilliseconds = 8_000

/** @throws RangeError for numbers that would try for ever, or never */
export function checkedRetries(given: Retries | false | undefined): Required<Retries> {
  const { tries = 4, totalSeconds = 30 } = given === false ? { tries: 1 } : (given ?? {})
  if (!Number.isInteger(tries) || tries < 1 || tries > 10)
    throw new RangeError(`retries.tries is ${tries}; it wants a whole number from 1 to 10`)
  if (!(totalSeconds > 0 && totalSeconds <= 600))
    throw new RangeError(`retries.totalSeconds is ${totalSeconds}; it wants more than 0, at most 600`)
  return { tries, totalSeconds }
}

/**
 * How long to wait after so many failures: never less than the server asked for, and never the same as other callers,
 * so that they do not come back all at once (full jitter).
 */
export function pauseMilliseconds(
  failures: number,
  retryAfterSeconds: number | null,
  random: () => number,
): number {
  const ceiling = Math.min(highestCeilingMilliseconds, firstCeilingMilliseconds * 2 ** (failures - 1))
  return (retryAfterSeconds ?? 0) * 1000 + random() * ceiling
}

const repeatable = new Set(['GET', 'PUT', 'DELETE'])

/** A refusal for lack of time was not done, and asking for the same twice is asking once; a lost answer may have been. */
export const isWorthAnother = (method: string, { code, status }: KeyholdError): boolean =>
  repeatable.has(method) && (status === 429 || status === 503 || (code === 'NO_ANSWER' && method === 'GET'))

/**
 * Does one call, again where that is safe and there is time for it.
 * @throws KeyholdError the last one; TIMED_OUT when the total time ended first; the caller's reason when it aborted
 */
export async function persistently<T>(
  outside: Outside,
  { tries, totalSeconds }: Required<Retries>,
  { method, signal }: { method: string; signal: AbortSignal | undefined },
  once: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const endsAt = outside.elapsed() + totalSeconds * 1000
  const deadline = outside.deadline(totalSeconds * 1000)
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline
  let last: unknown
  try {
    for (let failures = 1; ; failures++) {
      try {
        return await once(either)
      } catch (error) {
        last = error
        if (either.aborted || !(error instanceof KeyholdError) || !isWorthAnother(method, error)) throw error
        const pause = pauseMilliseconds(failures, error.retryAfterSeconds, outside.random)
        if (failures >= tries || outside.elapsed() + pause >= endsAt) throw error
        await outside.wait(pause, either)
      }
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw deadline.aborted ? timedOut(totalSeconds, last) : error
  }
}
