import { randomBytes, randomFillSync } from 'node:crypto'
import type { Files } from './files.ts'
import type { StreamingClient } from './http-client.ts'
import type { Log } from './log.ts'
import type { Mail } from './mail.ts'
import type { Settings } from './settings.ts'
import type { Sink } from './sink.ts'
import type { Sql, SqlContext } from './sql.ts'
import type { Valkey } from './valkey.ts'

/**
 * Everything outside the process. It comes first in every function that needs any of it, so that a test can hand in
 * another one. A world is bound to at most one account (`as`) and one transaction (`transaction`).
 */
export interface World {
  /** The moment. Advances with the monotonic clock and is corrected by the database's (never by a jump of the host's). */
  now(): Date
  /** Resolves after that many milliseconds; rejects at once when `signal` aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** Cryptographically strong bytes. */
  random(bytes: number): Buffer
  /** The only way out of the process. Throws inside a transaction. */
  http: StreamingClient
  /** The database, as the role and account this world is bound to. */
  sql: Sql
  /** The home folder; `null` where there is no disk (serverless). */
  files: Files | null
  /** The way out for mail; `null` when no server is set. */
  mail: Mail | null
  /** The second place of the audit log; `null` when none is set. */
  sink: Sink | null
  /** Counts that all processes share, where `VALKEY_URL` names a server; `null` where it names none. */
  valkey: Valkey | null
  log: Log
  settings: Settings
  /** Marks a labelled point of a protocol; does nothing outside fault tests, which stop or kill the process there. */
  point(name: string): void | Promise<void>
  /** Keeps work that outlives its request known, so that closing the process waits for it. */
  background(work: Promise<unknown>): void
  /** Takes the database's `clock_timestamp()` as the truth about the moment. */
  calibrate(databaseNow: Date): void
  /** What all worlds of one process share; the key of what parts keep in memory. */
  root: object
}

/** The same world, seen by the database as this account (or as our jobs). */
export const as = (world: World, context: SqlContext): World => ({ ...world, sql: world.sql.as(context) })

/** Runs `work` in one transaction; its world's `sql` is that transaction. */
export const transaction = <T>(world: World, work: (world: World) => Promise<T>): Promise<T> =>
  world.sql.transaction((sql) => work({ ...world, sql }))

/**
 * Something a part keeps in memory for the life of the process, made on first use: one for each root world.
 * Only ever a speed-up or a copy of what is durable elsewhere.
 */
export function resident<T>(make: (world: World) => T): (world: World) => T {
  const kept = new WeakMap<object, T>()
  return (world) => {
    let value = kept.get(world.root)
    if (value === undefined) {
      value = make(world)
      kept.set(world.root, value)
    }
    return value
  }
}

export interface Clock {
  now(): Date
  calibrate(databaseNow: Date): void
}

/** Starts at the host's clock, then advances monotonically; only the database's clock moves it. */
export function monotonicClock(): Clock {
  const startedAt = performance.now()
  let originMilliseconds = Date.now()
  const elapsed = () => performance.now() - startedAt
  return {
    now: () => new Date(originMilliseconds + elapsed()),
    calibrate(databaseNow) {
      originMilliseconds = databaseNow.getTime() - elapsed()
    },
  }
}

export function waitFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    const timer = setTimeout(finish, milliseconds)
    function finish() {
      signal?.removeEventListener('abort', abort)
      resolve()
    }
    function abort() {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    signal?.addEventListener('abort', abort, { once: true })
  })
}

/** Up to 16 bytes (ids, nonces) come from one call to the system's generator for many; nothing is handed out twice or kept. */
export function strongBytes(bytes: number): Buffer {
  if (bytes > 16) return randomBytes(bytes)
  if (taken + bytes > drawn.length) {
    randomFillSync(drawn)
    taken = 0
  }
  const given = Buffer.from(drawn.subarray(taken, taken + bytes))
  drawn.fill(0, taken, taken + bytes)
  taken += bytes
  return given
}
const drawn = Buffer.alloc(4096)
let taken = drawn.length

/** Knows the work in the background; `settled` resolves when none is left. */
export function backgroundWork(log: Log): { add(work: Promise<unknown>): void; settled(): Promise<void> } {
  const running = new Set<Promise<unknown>>()
  return {
    add(work) {
      const known = work
        .catch((error: unknown) => log.warn('background work failed', { error }))
        .finally(() => running.delete(known))
      running.add(known)
    },
    async settled() {
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}
