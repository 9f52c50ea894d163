import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startEmbeddedPostgres } from './index.ts'
import type { EmbeddedOptions, EmbeddedPostgres } from './index.ts'
import { identityOf, lives } from './living.ts'
import type { Identity } from './living.ts'
import { roles, urlOf } from './door.ts'

/** For tests: a home of its own, emptied of servers and removed when the test ends. */
export interface TrialHome {
  path: string
  /** What was logged, in order. */
  said: string[]
  start(options?: Partial<EmbeddedOptions>): Promise<EmbeddedPostgres>
  /** A process of its own that starts the home and stays; killed with the test. */
  startElsewhere(options?: { env?: Record<string, string>; uid?: number }): Promise<Elsewhere>
  /** The postmaster's process id. */
  serverPid(): number
  /** The same home for one of several tests: without servers before it and after it, its words forgotten. */
  lentTo(t: Scope): TrialHome
}

export interface Elsewhere {
  child: ChildProcess
  /** What it printed: `up <adopted>` or the problem's message. */
  said: string
}

interface Scope {
  after(end: () => Promise<void>): void
}

interface HomeOptions {
  /** Path below the trial's own folder, default `home`. */
  name?: string
  /** Where the folder around the home is made. Default the system's folder for temporary files. */
  folder?: string
  /** Of the folder around the home, default 0755. */
  rootMode?: number
  rootUid?: number
}

/** @param t a test, or `node:test` itself for a home that a whole file shares */
export function trialHome(
  t: { after(end: () => Promise<void>): void },
  options: HomeOptions = {},
): TrialHome {
  const root = mkdtempSync(join(options.folder ?? tmpdir(), 'keyhold-trial-'))
  chmodSync(root, options.rootMode ?? 0o755)
  if (options.rootUid !== undefined) chownSync(root, options.rootUid, options.rootUid)
  const path = join(root, options.name ?? 'home')
  const said: string[] = []
  const started: EmbeddedPostgres[] = []
  const children: ChildProcess[] = []
  const pidFile = join(path, 'postgres', 'postmaster.pid')

  async function endServers(): Promise<void> {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    for (const server of started.splice(0)) await server.stop()
    // The hard way, but one that gives its shared memory back.
    const left = existsSync(pidFile) ? identityOf(serverPid()) : null
    if (left) process.kill(left.pid, 'SIGQUIT')
    if (left) await untilDead(left)
    else if (existsSync(pidFile)) removeSharedMemory()
  }

  // A killed server leaves its own behind until the next start, which a removed home never sees. Line 7: key and id.
  function removeSharedMemory(): void {
    const id = readFileSync(pidFile, 'utf8').split('\n')[6]?.trim().split(/\s+/)[1]
    if (id) spawnSync('ipcrm', ['-m', id])
  }

  t.after(async () => {
    await endServers()
    rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  })

  function serverPid(): number {
    return Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  }

  return {
    path,
    said,
    serverPid,
    lentTo(test) {
      said.length = 0
      test.after(endServers)
      return this
    },
    async start(more = {}) {
      const server = await startEmbeddedPostgres({
        home: path,
        fsync: false,
        log: (words) => said.push(words),
        ...more,
      })
      started.push(server)
      return server
    },
    async startElsewhere({ env = {}, uid } = {}) {
      const code = `
        import { startEmbeddedPostgres } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)}
        startEmbeddedPostgres({ home: process.argv[1], fsync: false, log() {} }).then(
          (server) => { console.log('up', server.adopted); setInterval(() => {}, 1000) },
          (problem) => { console.log(problem.message) })`
      const child = spawn(process.execPath, ['--input-type=module', '-e', code, path], {
        env: { PATH: process.env.PATH, ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
        ...(uid === undefined ? {} : { uid, gid: uid }),
      })
      children.push(child)
      const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
      return { child, said: chunk.toString().trim() }
    },
  }
}

/** One statement on a connection of its own. */
export async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

export function supervisorUrl(server: { socketFolder: string }, database = 'postgres'): string {
  return urlOf(server.socketFolder, roles.supervisor, database)
}

/** Waits for something that must come, and fails after 20 s with its name. */
export async function until(name: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const patientUntil = performance.now() + 20_000
  while (!(await isTrue())) {
    if (performance.now() > patientUntil) throw new Error(`never came: ${name}`)
    await pause(20)
  }
}

export async function untilDead(identity: Identity): Promise<void> {
  await until(`the end of process ${identity.pid}`, () => !lives(identity))
}
