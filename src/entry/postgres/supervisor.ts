import { setTimeout as pause } from 'node:timers/promises'
import { launch } from './launch.ts'
import type { LaunchPlan } from './launch.ts'
import { rotateLog } from './server-log.ts'
import { isPast, secondsFromNow, shutDown } from './server.ts'
import type { Server } from './server.ts'

export interface Supervision {
  /** Ends the watch, then the server. May be called again. */
  stop(): Promise<void>
  /** Resolves with words when the server died unasked and could not be brought back. */
  died: Promise<string>
}

/** How long a server that does not come back is tried again. */
export interface Patience {
  /** Tries in a row, default 15. */
  tries: number
  /** The pause before a try doubles from 100 ms up to this, default 5,000. */
  longestPauseMs: number
}

// About a minute in all: longer than a full disk needs to be noticed, short enough that whoever watches us takes over.
const usualPatience: Patience = { tries: 15, longestPauseMs: 5_000 }
// A server that died sooner did not really come back; the next pause goes on where the last one ended.
const provenAfterSeconds = 10
const logCheckMs = 60_000

/** Watches a running server and brings it back, on the same socket, when it dies unasked. */
export function supervise(plan: LaunchPlan, first: Server, patience = usualPatience): Supervision {
  const stopping = new AbortController()
  const { promise: died, resolve: tellDeath } = Promise.withResolvers<string>()
  let server: Server | null = first
  let stopped: Promise<void> | null = null
  const logCheck = setInterval(() => checkLog(plan), logCheckMs).unref()
  const watching = watch()

  async function watch(): Promise<void> {
    let failures = 0
    while (server) {
      const provenAt = secondsFromNow(provenAfterSeconds)
      await Promise.race([server.gone, aborted(stopping.signal)])
      if (stopping.signal.aborted) return
      plan.log(
        `PostgreSQL (pid ${server.identity.pid}) died unasked; bringing it back. Its log: ${plan.logFile}`,
      )
      if (isPast(provenAt)) failures = 0
      server = null
      while (!server && failures < patience.tries && !stopping.signal.aborted) {
        await pause(pauseMs(failures, patience), undefined, { signal: stopping.signal }).catch(
          () => undefined,
        )
        failures += 1
        server = await tryAgain(plan, stopping.signal)
      }
    }
    if (stopping.signal.aborted) return
    tellDeath(`PostgreSQL died and did not come back after ${patience.tries} tries. Its log: ${plan.logFile}`)
  }

  async function stopOnce(): Promise<void> {
    clearInterval(logCheck)
    stopping.abort()
    await watching
    if (server) await shutDown(server, plan.log)
  }

  return { stop: () => (stopped ??= stopOnce()), died }
}

async function tryAgain(plan: LaunchPlan, stopping: AbortSignal): Promise<Server | null> {
  if (stopping.aborted) return null
  try {
    const server = await launch(plan, stopping)
    plan.log(`PostgreSQL is back (pid ${server.identity.pid}).`)
    return server
  } catch (error) {
    if (!stopping.aborted) plan.log(error instanceof Error ? error.message : String(error))
    return null
  }
}

function pauseMs(failures: number, { longestPauseMs }: Patience): number {
  return Math.min(100 * 2 ** failures, longestPauseMs)
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

function checkLog({ logFile, log }: LaunchPlan): void {
  try {
    rotateLog(logFile)
  } catch (error) {
    log(`Cannot rotate ${logFile}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
