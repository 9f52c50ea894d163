import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bareEnvironment } from '../support/bare-environment.ts'

const main = fileURLToPath(new URL('../../src/entry/cli/main.ts', import.meta.url))

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface Home {
  folder: string
  /** Runs one command to its end; standard input is no terminal. */
  keyhold(words: readonly string[], environment?: Record<string, string>): Promise<Ended>
  /** Starts a server and waits until it says that it is ready, or has ended. */
  start(environment?: Record<string, string>): Promise<Started>
  /** Kills what still runs, and removes the folder. */
  remove(): Promise<void>
}

export interface Started {
  child: ChildProcess
  /** Empty when it ended before it was ready. */
  url: string
  stdout(): string
  stderr(): string
  /** Resolves with its exit code. */
  ended: Promise<number | null>
  /** Runs one command against it. */
  keyhold(...words: string[]): Promise<Ended>
  /** The same with --json: its answer. Throws what it said when it failed. */
  answerTo<T>(...words: string[]): Promise<T>
}

/** A home in a folder of its own. Commands see of our environment nothing but the path. */
export function aHome(): Home {
  const parent = mkdtempSync(join(tmpdir(), 'keyhold-cli-'))
  // PostgreSQL runs as another user when the tests run as root.
  chmodSync(parent, 0o711)
  const folder = join(parent, 'home')
  const children = new Set<ChildProcess>()
  const run = (words: readonly string[], environment: Record<string, string>) => {
    const env = { ...bareEnvironment(), KEYHOLD_HOME: folder, PORT: '0', ...environment }
    const child = spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    children.add(child)
    const heard = listenTo(child)
    const ended = once(child, 'close').then(([code]) => (children.delete(child), code as number | null))
    return { child, ...heard, ended }
  }
  return {
    folder,
    keyhold: (words, environment = {}) => ended(run(words, environment)),
    async start(environment = {}) {
      const started = run(['start'], environment)
      const url = await Promise.race([started.ready, started.ended.then(() => '')])
      const keyhold = async (...words: string[]) => ended(run([...words, '--url', url], {}))
      return {
        ...started,
        url,
        keyhold,
        answerTo: async <T>(...words: string[]) => answerOf<T>(await keyhold(...words, '--json')),
      }
    },
    async remove() {
      await Promise.all([...children].map(end))
      rmSync(parent, { recursive: true, force: true })
    },
  }
}

async function ended({
  ended,
  stdout,
  stderr,
}: Pick<Started, 'ended' | 'stdout' | 'stderr'>): Promise<Ended> {
  return { code: await ended, stdout: stdout(), stderr: stderr() }
}

function answerOf<T>({ code, stdout, stderr }: Ended): T {
  assert.equal(code, 0, stderr)
  const answer = JSON.parse(stdout) as T & { version: number }
  assert.equal(answer.version, 1)
  return answer
}

/** Ready: the address on standard output, and the last of what is said about it on standard error. */
function listenTo(child: ChildProcess) {
  const heard = { stdout: '', stderr: '' }
  const ready = Promise.withResolvers<string>()
  const hear = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
    heard[name] += chunk.toString()
    const url = /^Keyhold is ready: (\S+)\n/.exec(heard.stdout)?.[1]
    if (url && heard.stderr.includes('to sign in\n')) ready.resolve(url)
  }
  child.stdout!.on('data', hear('stdout'))
  child.stderr!.on('data', hear('stderr'))
  return { stdout: () => heard.stdout, stderr: () => heard.stderr, ready: ready.promise }
}

/** SIGTERM first, so that its database ends with it. */
async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'close')
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), 30_000)
  await gone
  clearTimeout(kill)
}
