import { PassThrough } from 'node:stream'
import type { Environment } from '../../kit/settings.ts'
import { runCli } from './run.ts'
import type { Outside } from './terminal.ts'

export interface Said {
  code: number
  stdout: string
  stderr: string
}

/** What the CLI would see of a process, with nobody at a terminal unless `isTty` says so. */
export function anOutside(
  env: Environment = {},
  { isTty = false } = {},
): { outside: Outside; stdout(): string; stderr(): string } {
  const heard = { stdout: '', stderr: '' }
  const ear = (name: 'stdout' | 'stderr') =>
    Object.assign(
      new PassThrough().on('data', (chunk: Buffer) => void (heard[name] += chunk.toString())),
      { isTTY: isTty },
    )
  const stdin = Object.assign(new PassThrough(), { isTTY: isTty })
  const outside: Outside = { env, stdin, stdout: ear('stdout'), stderr: ear('stderr') }
  return { outside, stdout: () => heard.stdout, stderr: () => heard.stderr }
}

/** Runs one command line in this process. */
export async function said(words: readonly string[], env: Environment = {}): Promise<Said> {
  const { outside, stdout, stderr } = anOutside(env)
  const code = await runCli(words, outside)
  return { code, stdout: stdout(), stderr: stderr() }
}
