import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bareEnvironment } from '../support/bare-environment.ts'
import { aCheckout, type Checkout } from '../support/checkout.ts'
import type { Ended } from './running.ts'

const main = fileURLToPath(new URL('../../src/entry/cli/main.ts', import.meta.url))

/** A machine of a CI: a checkout, and a key in place of the operator's. */
export interface CiMachine {
  checkout: Checkout
  /** Runs one command in the checkout, or in a folder of it. `input` is its standard input. */
  keyhold(
    words: readonly string[],
    more?: { environment?: Record<string, string>; input?: string; folder?: string },
  ): Promise<Ended>
  /** The same with --json, whatever its exit code: its answer. */
  answerTo<T>(...words: string[]): Promise<T>
  /** What GitHub Actions sets in a run for this event. */
  actions(event: object): Record<string, string>
  remove(): void
}

export function aCiMachine(environment: () => Record<string, string>): CiMachine {
  const checkout = aCheckout()
  const elsewhere = mkdtempSync(join(tmpdir(), 'keyhold-ci-'))
  const keyhold: CiMachine['keyhold'] = (
    words,
    { environment: more = {}, input = '', folder = '.' } = {},
  ) => {
    const env = { ...bareEnvironment(), HOME: elsewhere, KEYHOLD_HOME: elsewhere, ...environment(), ...more }
    const child = spawn(process.execPath, [main, ...words], { cwd: join(checkout.folder, folder), env })
    child.stdin.end(input)
    return ended(child)
  }
  return {
    checkout,
    keyhold,
    async answerTo<T>(...words: string[]) {
      const { stdout, stderr } = await keyhold([...words, '--json'])
      if (stdout === '') throw new Error(stderr)
      return JSON.parse(stdout) as T
    },
    actions(event) {
      const file = join(elsewhere, 'event.json')
      writeFileSync(file, JSON.stringify(event))
      return {
        GITHUB_ACTIONS: 'true',
        GITHUB_REPOSITORY: 'acme/app',
        GITHUB_SHA: 'd'.repeat(40),
        GITHUB_REF_NAME: '12/merge',
        GITHUB_RUN_ID: '9001',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_EVENT_PATH: file,
      }
    },
    remove() {
      checkout.remove()
      rmSync(elsewhere, { recursive: true, force: true })
    },
  }
}

async function ended(child: ChildProcess): Promise<Ended> {
  const heard = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.on('data', (chunk: Buffer) => void (heard[name] += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...heard }
}
