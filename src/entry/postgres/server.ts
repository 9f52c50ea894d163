import { setTimeout as pause } from 'node:timers/promises'
import { knock } from './door.ts'
import { lives } from './living.ts'
import type { Identity } from './living.ts'

/** A running postmaster. */
export interface Server {
  identity: Identity
  socketFolder: string
  /** Resolves when it is gone, asked or unasked. */
  gone: Promise<void>
}

// A server that recovers answers at once that it does not serve yet; one that says nothing for so long hangs.
const silentSeconds = 30
const noticeSeconds = 10
// Growing, since each question during a recovery leaves a line in the server's log.
const firstWaitMs = 10
const longestWaitMs = 500

/**
 * Waits until the server serves. Recovery after a crash may take minutes and is waited for.
 * @returns `gone` when it died, `silent` when it lives but nobody answered behind the socket for 30 s
 */
export async function untilServing(
  { identity, socketFolder }: Pick<Server, 'identity' | 'socketFolder'>,
  log: (message: string) => void,
  stopping?: AbortSignal,
): Promise<'up' | 'gone' | 'silent'> {
  const isWorthWaiting = () => lives(identity) && !stopping?.aborted
  let silentUntil = secondsFromNow(silentSeconds)
  let noticeAt = secondsFromNow(noticeSeconds)
  let waitMs = firstWaitMs
  while (isWorthWaiting()) {
    const answer = await knock(socketFolder)
    if (answer === 'up') return 'up'
    if (answer === 'not yet') silentUntil = secondsFromNow(silentSeconds)
    if (isPast(silentUntil)) return 'silent'
    if (isPast(noticeAt)) {
      log(`PostgreSQL (pid ${identity.pid}) is still starting; recovery after a crash may take a while.`)
      noticeAt = secondsFromNow(noticeSeconds)
    }
    await pause(waitMs)
    waitMs = Math.min(waitMs * 1.2, longestWaitMs)
  }
  return lives(identity) ? 'silent' : 'gone'
}

/** Resolves when a process that is not our child is gone. Does not keep us alive. */
export async function untilGone(identity: Identity): Promise<void> {
  while (lives(identity)) await pause(250, undefined, { ref: false })
}

const shutdownSteps = [
  { signal: 'SIGINT', seconds: 60, words: 'did not end within 60 s; ending it the hard way' },
  { signal: 'SIGQUIT', seconds: 10, words: 'did not end either; killing it' },
  { signal: 'SIGKILL', seconds: 10, words: 'cannot be killed' },
] as const

/** Fast shutdown: open transactions are rolled back, everything committed is written. Harder only when that hangs. */
export async function shutDown(
  { identity }: Pick<Server, 'identity'>,
  log: (message: string) => void,
): Promise<void> {
  for (const { signal, seconds, words } of shutdownSteps) {
    if (!send(identity, signal)) return
    const patientUntil = secondsFromNow(seconds)
    while (lives(identity) && !isPast(patientUntil)) await pause(10)
    if (!lives(identity)) return
    log(`PostgreSQL (pid ${identity.pid}) ${words}.`)
  }
}

function send(identity: Identity, signal: NodeJS.Signals): boolean {
  if (!lives(identity)) return false
  try {
    return process.kill(identity.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** A moment on the monotonic clock. */
export function secondsFromNow(seconds: number): number {
  return performance.now() + seconds * 1000
}

export function isPast(moment: number): boolean {
  return performance.now() >= moment
}
