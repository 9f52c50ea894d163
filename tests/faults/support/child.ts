import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { bareEnvironment } from '../../support/bare-environment.ts'
import { comes, until } from './until.ts'

/** A server in a process of its own, under the hands of a test. */
export interface Child {
  pid: number
  /** What it wrote to standard error so far. */
  said(): string
  /** Resolves with the signal or exit code when it is gone. */
  gone: Promise<string>
  /** Kill -9. Resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM: drains and ends. Resolves with the exit code. */
  end(): Promise<string>
  /** SIGSTOP: it does nothing any more, its connections stay. Resolves when it is stopped. */
  pause(): Promise<void>
  /** Resolves when it has stopped, by us or by itself. */
  stopped(): Promise<void>
  resume(): void
}

const entry = new URL('server.ts', import.meta.url).pathname
const living = new Set<ChildProcess>()
process.once('exit', () => living.forEach((child) => child.kill('SIGKILL')))

export interface Around {
  /** A network namespace that it lives in. Default ours. */
  namespace?: string | undefined
  /** Words for Node itself, such as a limit on its memory. */
  nodeOptions?: readonly string[] | undefined
  /** Another build's program. Default this one's. */
  program?: string | undefined
}

/**
 * Starts a server and waits until it is up.
 * @throws Error with what it said, when it ends before
 */
export async function startChild(
  environment: Record<string, string>,
  { namespace, nodeOptions = [], program = entry }: Around = {},
): Promise<Child & { url: string }> {
  const words = [...process.execArgv, ...nodeOptions]
  const child = fork(program, {
    ...(namespace === undefined
      ? { execArgv: words }
      : { execPath: 'ip', execArgv: ['netns', 'exec', namespace, process.execPath, ...words] }),
    env: { ...bareEnvironment(), ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  living.add(child)
  killWithUs(child)
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text))
  const gone = once(child, 'exit').then(([code, signal]) => {
    living.delete(child)
    return String(signal ?? code)
  })
  const up = once(child, 'message').then(([message]) => (message as { url: string }).url)
  const ended = gone.then((how) =>
    Promise.reject(new Error(`the server ended (${how}) before it was up: ${said}`)),
  )
  const url = await comes('the start of a server', Promise.race([up, ended]))
  const send = async (signal: NodeJS.Signals): Promise<string> => {
    child.kill(signal)
    return gone
  }
  return {
    url,
    pid: child.pid!,
    said: () => said,
    gone,
    kill: async () => void (await send('SIGKILL')),
    end: () => send('SIGTERM'),
    async pause() {
      child.kill('SIGSTOP')
      await untilStopped(child.pid!)
    },
    stopped: () => untilStopped(child.pid!),
    resume: () => void child.kill('SIGCONT'),
  }
}

/** The kernel tells no event of it: its state is the letter after the name in `/proc/<pid>/stat`. */
export const untilStopped = async (pid: number): Promise<void> =>
  void (await until(
    `the stop of process ${pid}`,
    () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] === 'T',
  ))

// Its channel to us ends a server with us, unless it is stopped; this reads until our pipe breaks, and ends that too.
function killWithUs(child: ChildProcess): void {
  const guard = spawn('sh', ['-c', 'cat > /dev/null; kill -9 "$1"', 'guard', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  child.once('exit', () => guard.kill('SIGKILL'))
}
