import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Configuration } from './configurations.ts'

/** What a run of Spin said. */
export type Verdict = {
  /** The rule that broke, or what else went wrong; null when the search ended without an error. */
  broken: string | null
  reached: readonly string[]
  states: number
  /** Wall time of generation, compilation and search. */
  seconds: number
  megabytes: number
}

const model = join(import.meta.dirname, 'refresh.pml')
const searchDepth = '-m20000'
const memoryLimit = '-DMEMLIM=1900' // megabytes

/** Says what is needed but absent, as a sentence with its cure; null when all is there. */
export function missingTools(): string | null {
  const missing = [
    ['spin', '-V'],
    ['gcc', '--version'],
  ].filter(([command, ask]) => spawnSync(command ?? '', [ask ?? '']).status !== 0)
  if (missing.length === 0) return null
  return `${missing.map(([command]) => command).join(' and ')} not found: apt-get install spin gcc`
}

/** Searches the whole state space of one configuration, in a temporary folder. */
export async function verify(configuration: Configuration): Promise<Verdict> {
  const startedAt = performance.now()
  const output = await inTemporaryFolder(async (folder) => {
    await build(folder, configuration, compileOptions(configuration))
    return run(folder, './pan', [searchDepth, '-w20'])
  })
  return { ...readVerdict(output), seconds: (performance.now() - startedAt) / 1000 }
}

/** Tells the shortest run that breaks a rule, a line for each step that matters. */
export async function tellStory(configuration: Configuration): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    await build(folder, configuration, ['-O1', '-DBFS'])
    await run(folder, './pan', [searchDepth])
    const replay = await run(folder, './pan', ['-r', 'refresh.pml.trail'])
    return linesOf(replay, /^(?: {2}process.*|broken .*)$/).join('\n')
  })
}

/** Says in words where a verdict differs from what its configuration expects; empty when it does not. */
export function complaints(configuration: Configuration, verdict: Verdict): string[] {
  const expected = configuration.breaks ?? null
  const unreached = configuration.reaches.filter((state) => !verdict.reached.includes(state))
  return [
    ...(verdict.broken === expected ? [] : [`expected ${said(expected)}, got ${said(verdict.broken)}`]),
    ...(unreached.length === 0 ? [] : [`never reached ${unreached.join(', ')}`]),
  ]
}

/** A verdict's outcome as the table shows it. */
export function said(broken: string | null): string {
  return broken === null ? 'holds' : `breaks ${broken}`
}

// In a short search the compiler's time counts, not the verifier's; in a long one speed and memory do.
function compileOptions({ isLong }: Configuration): string[] {
  return isLong === true ? ['-O2', '-DCOLLAPSE'] : ['-O0']
}

async function build(folder: string, { flags }: Configuration, options: string[]) {
  const generated = await run(folder, 'spin', ['-a', ...flags.map((flag) => `-D${flag}`), model])
  if (/error/i.test(generated)) throw new Error(`spin refused the model:\n${generated}`)
  const compiled = await run(folder, 'gcc', [...options, '-DSAFETY', memoryLimit, '-w', '-o', 'pan', 'pan.c'])
  if (compiled !== '') throw new Error(`gcc refused the verifier:\n${compiled}`)
}

function readVerdict(output: string): Omit<Verdict, 'seconds'> {
  return {
    broken: readBroken(output),
    reached: [...new Set(linesOf(output, /^reached \w+$/).map((line) => line.slice('reached '.length)))],
    states: readNumber(output, /(\S+) states, stored/),
    megabytes: readNumber(output, /(\S+)\s+total actual memory usage/),
  }
}

function readBroken(output: string): string | null {
  const [rule] = linesOf(output, /^broken \w+$/)
  if (rule !== undefined) return rule.slice('broken '.length)
  const [error] = linesOf(output, /^pan:.*(?:violated|invalid|memory|error).*$|max search depth too small/)
  if (error !== undefined) return error
  return output.includes('errors: 0') && !output.includes('Search not completed')
    ? null
    : 'search not completed'
}

function readNumber(output: string, pattern: RegExp): number {
  return Number(pattern.exec(output)?.[1] ?? Number.NaN)
}

function linesOf(output: string, pattern: RegExp): string[] {
  return output.split('\n').filter((line) => pattern.test(line))
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'keyhold-spec-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs a command in a folder and gives all it printed; its exit code says nothing that the text does not. */
function run(folder: string, command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    const printed: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => printed.push(chunk))
    child.on('error', reject)
    child.on('close', () => resolve(Buffer.concat(printed).toString()))
  })
}
