import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bareEnvironment } from './bare-environment.ts'

export interface RunningServer {
  url: string
  home: string
  child: ChildProcess
  /** Everything it printed, standard output and error. */
  said(): string
  /** Calls the API as the CLI does. */
  asOperator(method: string, path: string, body?: unknown): Promise<Response>
  /** A single-use sign-in address. */
  operatorLink(): Promise<string>
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>
}

/** The program as a person starts it: embedded PostgreSQL, a home of its own, any free port. */
export async function startServer(environment: Record<string, string> = {}): Promise<RunningServer> {
  const home = mkdtempSync(join(tmpdir(), 'keyhold-server-'))
  const { HOME = '' } = process.env
  const child = spawn(process.execPath, ['src/entry/cli/main.ts', 'start'], {
    env: { ...bareEnvironment(), HOME, KEYHOLD_HOME: join(home, 'home'), PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const ready = /ready: (http\S+)/.exec(said)?.[1]
      if (ready) resolve(ready)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)))
  })
  const asOperator = (method: string, path: string, body?: unknown): Promise<Response> => {
    const key = readFileSync(join(home, 'home', 'operator.key'), 'utf8').trim()
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    return fetch(url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
  }
  return {
    url,
    home: join(home, 'home'),
    child,
    said: () => said,
    asOperator,
    async operatorLink() {
      return ((await (await asOperator('POST', '/api/operator/links')).json()) as { url: string }).url
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      rmSync(home, { recursive: true, force: true })
      return child.exitCode
    },
  }
}
