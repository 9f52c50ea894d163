import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { cleanEnvironment } from './binaries.ts'
import type { ClusterPlan } from './cluster.ts'
import { identityOf } from './living.ts'
import { removeStalePidFile } from './pid-file.ts'
import { problemFrom, problemOfError } from './problem.ts'
import { commandAs } from './run-as.ts'
import { logSince, openLog, rotateLog, sizeOfLog } from './server-log.ts'
import { isPast, secondsFromNow, shutDown, untilServing } from './server.ts'
import type { Server } from './server.ts'
import { serverArguments } from './server-settings.ts'
import { prepareSocketFolder } from './socket-folder.ts'

export interface LaunchPlan extends ClusterPlan {
  socketFolder: string
  logFile: string
}

// What a start says while children of a killed postmaster still hold its memory.
const lingering = /pre-existing shared memory block|lock file .* already exists/i
const lingeringSeconds = 30

/**
 * Starts the server on its data folder and waits until it serves. While children of a killed predecessor linger, it is
 * tried again every 100 ms for up to 30 s.
 * @throws `PostgresProblem` with the server's own last complaint
 */
export async function launch(plan: LaunchPlan, stopping?: AbortSignal): Promise<Server> {
  const patientUntil = secondsFromNow(lingeringSeconds)
  for (;;) {
    const attempt = await launchOnce(plan, stopping)
    if (typeof attempt !== 'string') return attempt
    if (!lingering.test(attempt) || isPast(patientUntil) || stopping?.aborted) {
      throw problemFrom('PostgreSQL did not start', attempt, { see: plan.logFile })
    }
    await pause(100)
  }
}

/** The server, or what it said when it did not start. */
async function launchOnce(plan: LaunchPlan, stopping?: AbortSignal): Promise<Server | string> {
  removeStalePidFile(plan, plan.log)
  prepareSocketFolder(plan.socketFolder, plan.runAs)
  const logOffset = prepareLog(plan.logFile)
  const child = spawnServer(plan)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const spawnError = await new Promise<string>((resolve) => {
    child.once('spawn', () => resolve(''))
    child.once('error', (error) => resolve(error.message))
  })
  if (child.pid === undefined) return spawnError
  const identity = identityOf(child.pid)
  if (identity === null) return logSince(plan.logFile, logOffset)
  const server = { identity, socketFolder: plan.socketFolder, gone }
  try {
    if ((await untilServing(server, plan.log, stopping)) === 'up') return server
  } catch (error) {
    await shutDown(server, plan.log)
    throw problemOfError('PostgreSQL started but turned its supervisor away', error)
  }
  await shutDown(server, plan.log)
  return logSince(plan.logFile, logOffset)
}

function prepareLog(file: string): number {
  try {
    rotateLog(file)
    return sizeOfLog(file)
  } catch (error) {
    throw problemOfError(`Cannot write the log ${file}`, error)
  }
}

function spawnServer(plan: LaunchPlan): ChildProcess {
  const { file, args, identity } = commandAs(plan.runAs, plan.binaries.postgres, serverArguments(plan))
  const log = openLog(plan.logFile)
  try {
    const child = spawn(file, args, {
      ...identity,
      env: cleanEnvironment(plan.binaries),
      cwd: '/',
      // A file of its own, since a pipe to us would break when we are killed and the server is not.
      stdio: ['ignore', log, log],
      // A session of its own: Ctrl-C in the terminal is for us, who end it when the last request is answered.
      detached: true,
    })
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}
