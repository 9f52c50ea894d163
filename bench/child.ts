import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A program of the bench in a process of its own. It says `ready` over IPC and ends on SIGTERM. */
export interface Child<Ready> {
  process: ChildProcess
  pid: number
  ready: Ready
  stop(): Promise<void>
}

export interface ChildOptions {
  environment?: Record<string, string>
  /** Folder for a CPU profile, written when it stops. */
  profileFolder?: string | undefined
}

/** Starts `file` (beside this one) and waits for its first message. */
export async function startChild<Ready>(
  file: string,
  { environment = {}, profileFolder }: ChildOptions = {},
): Promise<Child<Ready>> {
  const profiling = profileFolder
    ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`, `--cpu-prof-name=${file}.cpuprofile`]
    : []
  const child = fork(new URL(file, import.meta.url), {
    // Nothing of the caller's own settings may reach a server that is measured.
    env: { PATH: process.env.PATH, ...environment },
    execArgv: profiling,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const ready = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) =>
      Promise.reject(new Error(`${file} ended with ${String(code)} before it was ready`)),
    ),
  ])
  return {
    process: child,
    pid: child.pid!,
    ready: ready[0] as Ready,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Sends a question to a child and waits for its answer; one at a time. */
export async function ask<Answer>(child: Child<unknown>, question: object): Promise<Answer> {
  child.process.send(question)
  const [answer] = (await once(child.process, 'message')) as [Answer]
  return answer
}
