import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedCluster } from '../support/cluster.ts'
import { templateName } from '../support/migrated.ts'
import { chooseTests, needsCluster } from './choice.ts'
import { absentPrograms } from './programs.ts'
import { root, type Source } from './sources.ts'
import { emptyTally, sumOf, type Tally } from './tally.ts'

/** What hangs is ended and has failed: a whole run, or one test of it. A run takes half of that where nothing else does. */
const limits = {
  usual: { runMinutes: 30, testMinutes: 5 },
  faults: { runMinutes: 180, testMinutes: 90 },
}

type Say = (text: string) => void

/** Runs the tests that the words choose, `--faults` and parts of paths. @returns the exit code */
export async function runTests(words: readonly string[], say: Say): Promise<number> {
  const faults = words.includes('--faults')
  const filters = words.filter((word) => word !== '--faults')
  const { units, suites, alone } = chooseTests(filters, { faults })
  const all = [...units, ...suites, ...alone]
  if (all.length === 0) {
    say(`no test file has ${filters.join(' or ')} in its path`)
    return 1
  }
  if (faults) process.env.KEYHOLD_FAULTS = 'full'
  process.env.TMPDIR ??= roomInMemory() ?? tmpdir()
  // Half of what a process takes to start is to read our source, and a run starts hundreds. Known by content and version.
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/node-compile')
  const complaint = all.some(({ path }) => path.startsWith('tests/')) ? buildConsole() : null
  if (complaint !== null) {
    say(`the console does not build:\n${complaint}`)
    return 1
  }
  if (all.some(needsCluster)) {
    const cluster = { ...(await sharedCluster()), template: await templateName() }
    process.env.KEYHOLD_TEST_CLUSTER = JSON.stringify(cluster)
  }

  const { runMinutes, testMinutes } = limits[faults ? 'faults' : 'usual']
  const deadline = AbortSignal.timeout(runMinutes * 60_000)
  const ending = AbortSignal.any([deadline, interruption()])
  const stages: [title: string, groups: readonly (readonly Source[])[], option: string][] = [
    [`${units.length} files of units in two processes`, halvesOf(units), '--test-isolation=none'],
    [`${suites.length} suites in processes of their own`, [suites], '--test-concurrency=2'],
    [`${alone.length} suites one at a time`, [alone], '--test-concurrency=1'],
  ]
  const tallies: Tally[] = []
  for (const [title, groups, option] of stages) {
    const wanted = groups.filter((files) => files.length > 0)
    if (wanted.length === 0 || ending.aborted) continue
    say(`\n${title}`)
    const options = [option, `--test-timeout=${testMinutes * 60_000}`]
    const runs = wanted.map((files, index) => runStage(title, files, options, ending, index === 0))
    tallies.push(...(await Promise.all(runs)))
  }
  return close(sumOf(tallies), deadline.aborted ? runMinutes : null, say)
}

/**
 * A database is copied for nearly every test, which is ten times as fast in memory as on a disk; what the tests are
 * about, that killed processes lose nothing, holds there too.
 */
function roomInMemory(): string | null {
  const wantedBytes = 4 * 2 ** 30
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize >= wantedBytes ? '/dev/shm' : null
  } catch {
    return null // no Linux, or one without it
  }
}

/** A unit waits for its database half of its time, so that two fill both cores. */
const halvesOf = (files: readonly Source[]): Source[][] =>
  [0, 1].map((half) => files.filter((_, index) => index % 2 === half))

/** @returns what the build said when it failed */
function buildConsole(): string | null {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'console/build.ts'), '--if-stale'],
    { cwd: root, encoding: 'utf8' },
  )
  return status === 0 ? null : stdout + stderr
}

/** One `node --test` over these files, its report passed through; of one beside another it is told when it has ended. */
async function runStage(
  title: string,
  files: readonly Source[],
  options: readonly string[],
  ending: AbortSignal,
  isToldAtOnce: boolean,
): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-run-'))
  // PostgreSQL runs as another user when the tests run as root, and its homes lie in here.
  chmodSync(folder, 0o711)
  const place = join(folder, 'tally.json')
  const report = join(folder, 'report.txt')
  const reporters = [
    '--test-reporter=spec',
    `--test-reporter-destination=${isToldAtOnce ? 'stdout' : report}`,
    `--test-reporter=${join(import.meta.dirname, 'tally.ts')}`,
    `--test-reporter-destination=${place}`,
  ]
  try {
    // What a killed test leaves in its temporary folders goes with this one.
    const environment = { ...process.env, TMPDIR: folder }
    const words = [
      '--test',
      `--import=${join(import.meta.dirname, 'property-seed.ts')}`,
      ...options,
      ...reporters,
      ...files.map(({ path }) => path),
    ]
    const code = await ended(words, environment, ending)
    if (!isToldAtOnce) process.stdout.write(readFileSync(report))
    const tally = readTally(place)
    if (code === 0 || tally.failed > 0) return tally
    return {
      ...tally,
      failed: 1,
      failures: [{ file: title, name: `ended with code ${code} and without a failure of its own` }],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function readTally(place: string): Tally {
  try {
    return JSON.parse(readFileSync(place, 'utf8')) as Tally
  } catch {
    return emptyTally() // the run was ended before it could write one; its exit code says so
  }
}

function interruption(): AbortSignal {
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort()).once('SIGTERM', () => interrupted.abort())
  return interrupted.signal
}

/** In a group of its own, so that ending it ends every process that a test began. @returns its exit code */
function ended(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  ending: AbortSignal,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    })
    const end = (signal: NodeJS.Signals) => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal)
    }
    // The runner tells what it was at when it is interrupted; what does not listen is killed.
    const endAll = () => {
      end('SIGINT')
      setTimeout(() => end('SIGKILL'), 5_000).unref()
    }
    ending.addEventListener('abort', endAll)
    child.on('close', (code) => {
      ending.removeEventListener('abort', endAll)
      resolve(code ?? 1)
    })
  })
}

/** Says what failed, what was not run and why, and the sum. @returns the exit code */
function close(tally: Tally, minutesOver: number | null, say: Say): number {
  const failed = minutesOver === null ? tally.failed : Math.max(1, tally.failed)
  const absent = absentPrograms(process.env.PATH ?? '')
  const isAbsenceFailure = process.env.CI === 'true' && absent.length > 0
  if (minutesOver !== null) say(`\nended after ${minutesOver} minutes, the most a run may take`)
  list(
    say,
    'failed',
    tally.failures.map(({ file, name }) => `${file}: ${name}`),
  )
  list(say, 'not run', reasonsOf(tally))
  list(
    say,
    'absent programs',
    absent.map(({ title, package: name }) => `${title}: apt-get install ${name}`),
  )
  if (isAbsenceFailure) say('with CI=true every program has to be there: this run has failed')
  list(say, 'slowest', slowestOf(tally))
  say(`\n${tally.passed} passed, ${failed} failed, ${tally.skipped} skipped`)
  return failed > 0 || isAbsenceFailure ? 1 : 0
}

function list(say: Say, title: string, lines: readonly string[]): void {
  if (lines.length > 0) say(`\n${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`)
}

function slowestOf({ seconds }: Tally): string[] {
  const slow = Object.entries(seconds).filter(([, each]) => each >= 5)
  const first = slow.toSorted(([, a], [, b]) => b - a).slice(0, 10)
  return first.map(([file, each]) => `${each.toFixed(0).padStart(4)} s ${file}`)
}

function reasonsOf({ skips }: Tally): string[] {
  const groups = Map.groupBy(skips, ({ file, reason }) => `${file}: ${reason}`)
  return [...groups].map(([text, those]) => `${those.length} of ${text}`)
}
