import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { parse } from 'yaml'

const folder = import.meta.dirname

/** Where a program is absent that the action needs, its tests are left out. */
const absent = ['bash', 'curl', 'git', 'jq'].filter(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0,
)
export const needsPrograms = { skip: absent.length > 0 && `install ${absent.join(' ')}` }

interface Step {
  id?: string
  name?: string
  if?: string
  shell?: string
  run: string
  env?: Record<string, string>
}

interface ActionFile {
  inputs: Record<string, { description: string; required?: boolean; default?: string }>
  outputs: Record<string, { description: string; value: string }>
  runs: { using: string; steps: Step[] }
}

/** `action.yml` as it stands. */
export const actionFile = parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as ActionFile

export interface Ended {
  exitCode: number
  stdout: string
  stderr: string
}

/** One use of the action in a job. */
export interface Used {
  /** Of the job: that of the first step that failed. */
  exitCode: number
  /** What the log shows, all steps after one another. */
  log: string
  outputs: Record<string, string>
  /** What the page of the run shows. */
  summary: string
  steps: (Ended & { name: string })[]
}

export interface Runner {
  /** The working folder, a checkout. */
  checkout: string
  /** Files for a while: the runner's own. */
  temporary: string
  /** Runs the action as a job does. */
  use(inputs: Record<string, string>, environment: Record<string, string>): Promise<Used>
  /** Runs lines of a workflow as `shell: bash` does. */
  shell(script: string, environment?: Record<string, string>): Promise<Ended>
  close(): void
}

export function openRunner(): Runner {
  const checkout = mkdtempSync(join(tmpdir(), 'keyhold-checkout-'))
  const temporary = mkdtempSync(join(tmpdir(), 'keyhold-runner-'))
  const own = {
    HOME: temporary,
    RUNNER_TEMP: temporary,
    GITHUB_WORKSPACE: checkout,
    GIT_CONFIG_NOSYSTEM: '1',
  }
  const shell = (script: string, environment: Record<string, string> = {}): Promise<Ended> =>
    bash(checkout, script, { ...own, ...environment })
  return {
    checkout,
    temporary,
    shell,
    async use(inputs, environment) {
      const job = new Job(inputs, temporary)
      for (const step of actionFile.runs.steps) {
        if (job.hasFailed && step.if !== 'always()') continue
        await job.run(step, (script, files) => shell(script, { ...environment, ...files }))
      }
      return job.end()
    },
    close() {
      for (const each of [checkout, temporary]) rmSync(each, { recursive: true, force: true })
    },
  }
}

/** What one use of the action keeps between its steps. */
class Job {
  readonly #inputs: Record<string, string>
  readonly #summary: string
  readonly #output: string
  readonly #outputs = new Map<string, Record<string, string>>()
  readonly #steps: (Ended & { name: string })[] = []

  constructor(inputs: Record<string, string>, temporary: string) {
    const defaults = Object.entries(actionFile.inputs).map(([name, each]) => [name, each.default ?? ''])
    const strange = Object.keys(inputs).filter((name) => !(name in actionFile.inputs))
    if (strange.length > 0) throw new Error(`the action has no input ${strange.join()}`)
    this.#inputs = { ...(Object.fromEntries(defaults) as Record<string, string>), ...inputs }
    this.#summary = join(temporary, 'summary.md')
    this.#output = join(temporary, 'output')
    rmSync(this.#summary, { force: true })
  }

  get hasFailed(): boolean {
    return this.#steps.some(({ exitCode }) => exitCode !== 0)
  }

  async run(
    step: Step,
    shell: (script: string, environment: Record<string, string>) => Promise<Ended>,
  ): Promise<void> {
    writeFileSync(this.#output, '')
    const given = Object.entries(step.env ?? {}).map(([name, value]) => [name, this.#filled(value)])
    const ended = await shell(step.run, {
      ...(Object.fromEntries(given) as Record<string, string>),
      GITHUB_ACTION_PATH: folder,
      GITHUB_OUTPUT: this.#output,
      GITHUB_STEP_SUMMARY: this.#summary,
    })
    this.#steps.push({ name: step.name ?? step.id ?? '', ...ended })
    if (step.id) this.#outputs.set(step.id, outputsIn(readFileSync(this.#output, 'utf8')))
  }

  end(): Used {
    const outputs = Object.entries(actionFile.outputs).map(([name, { value }]) => [name, this.#filled(value)])
    return {
      exitCode: this.#steps.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? 0,
      log: this.#steps.map(({ stdout, stderr }) => stdout + stderr).join(''),
      outputs: Object.fromEntries(outputs) as Record<string, string>,
      summary: existsSync(this.#summary) ? readFileSync(this.#summary, 'utf8') : '',
      steps: this.#steps,
    }
  }

  #filled(text: string): string {
    return text.replaceAll(/\$\{\{ *([\w.-]+) *\}\}/g, (_all, name: string) => this.#valueOf(name))
  }

  #valueOf(name: string): string {
    const [context, ...rest] = name.split('.') as [string, ...string[]]
    if (context === 'inputs') return this.#inputs[rest.join('.')]!
    if (context === 'steps') return this.#outputs.get(rest[0]!)?.[rest[2]!] ?? ''
    throw new Error(`nobody says what ${name} is`)
  }
}

const outputsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

/** As a runner runs `shell: bash`. */
async function bash(cwd: string, script: string, environment: Record<string, string>): Promise<Ended> {
  const path = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter)
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    env: { PATH: path, LANG: 'C.UTF-8', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const heard = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => void (heard.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (heard.stderr += chunk.toString()))
  const [exitCode] = (await once(child, 'close')) as [number]
  return { exitCode, ...heard }
}
