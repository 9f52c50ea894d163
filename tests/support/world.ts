import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'node:test'
import { type App, createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { filesIn } from '../../src/entry/node/files.ts'
import { createHttpClient } from '../../src/kit/http-client.ts'
import { silentLog } from '../../src/kit/log.ts'
import type { Mail } from '../../src/kit/mail.ts'
import type { Sink } from '../../src/kit/sink.ts'
import type { Environment } from '../../src/kit/settings.ts'
import { insideTransaction, openDatabase } from '../../src/kit/sql.ts'
import type { Valkey } from '../../src/kit/valkey.ts'
import { backgroundWork, strongBytes, waitFor, type World } from '../../src/kit/world.ts'
import { parts } from '../../src/parts.ts'
import { migratedDatabase } from './migrated.ts'
import { type Net, scriptedNet } from './net.ts'

export interface TestWorld extends World {
  app: App
  net: Net
  /** Moves the clock on. */
  advance(seconds: number): void
  /** Makes a labelled point do something, once. */
  atPoint(name: string, act: () => void | Promise<void>): void
  /** The database as its owner, for looking and for tampering; row-level security binds it too. */
  databaseUrl: string
  ownerUrl: string
  settled(): Promise<void>
  close(): Promise<void>
}

export interface TestWorldOptions {
  /** The moment it starts at. Default 2026-01-01T00:00:00Z. */
  at?: string
  environment?: Environment
  /** Providers of the operator's own, as the file that `KEYHOLD_PROVIDERS_FILE` names would hold them. */
  providers?: readonly object[]
  /** Calls leave for real, to these origins on loopback. Default: a scripted network. */
  realOrigins?: readonly string[]
  /** The second place of the audit log. Default none. */
  sink?: Sink
  /** The way out for mail. Default none. */
  mail?: Mail
  /** Where limits are counted. Default none: in the database. */
  valkey?: Valkey
  /** Another world on the same database: another process. */
  beside?: TestWorld
}

export const masterKey = Buffer.alloc(32, 7).toString('base64')
export const internalApiKey = 'internal-key-of-the-test-suite-0123456789'

const environment: Environment = {
  KEYHOLD_MASTER_KEY: masterKey,
  INTERNAL_API_KEY: internalApiKey,
  KEYHOLD_URL: 'http://localhost:3000',
  FRONTEND_URL: 'http://localhost:5173',
  STRAVA_BASE_URL: 'https://strava.test',
  STRAVA_CLIENT_ID: '161983',
  STRAVA_CLIENT_SECRET: 'strava-client-secret',
  XERO_BASE_URL: 'https://xero.test',
  XERO_CLIENT_ID: 'xero-client',
  XERO_CLIENT_SECRET: 'xero-secret',
  GOOGLE_BASE_URL: 'https://google.test',
  GOOGLE_CLIENT_ID: 'google-client',
  GOOGLE_CLIENT_SECRET: 'google-secret',
}

/** Worlds of the running test, closed when it ends, newest first. */
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** A world of its own for one test: real PostgreSQL, a clock by hand, a scripted network. Ends with the test. */
export async function testWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const own = options.beside ? undefined : await migratedDatabase()
  const databaseUrl = options.beside?.databaseUrl ?? own!.url
  const home = mkdtempSync(join(tmpdir(), 'keyhold-test-'))
  const providersFile = options.providers && { KEYHOLD_PROVIDERS_FILE: 'providers.json' }
  const settings = readConfig({ ...environment, ...providersFile, ...options.environment }, parts, (path) =>
    path === 'providers.json' ? JSON.stringify(options.providers) : '',
  )
  const database = openDatabase({
    url: databaseUrl,
    prepared: process.env.KEYHOLD_TEST_POOLER !== 'on',
    poolSize: 6,
    pipelines: 2,
    // A busy machine is no database that is away.
    connectTimeoutMilliseconds: 20_000,
    statementTimeoutMilliseconds: 30_000,
  })
  const net = options.beside?.net ?? scriptedNet(insideTransaction)
  const background = backgroundWork(silentLog)
  const clock = options.beside
    ? { now: options.beside.now, advance: options.beside.advance }
    : handClock(new Date(options.at ?? '2026-01-01T00:00:00Z'))
  const points = new Map<string, () => void | Promise<void>>()
  const world: World = {
    now: clock.now,
    calibrate: () => undefined,
    wait: waitFor,
    random: strongBytes,
    http: options.realOrigins
      ? createHttpClient({ allowedOrigins: options.realOrigins, insideTransaction })
      : net.http,
    sql: database.sql,
    files: filesIn(home),
    sink: options.sink ?? null,
    mail: options.mail ?? null,
    valkey: options.valkey ?? null,
    log: silentLog,
    settings,
    point(name) {
      const act = points.get(name)
      points.delete(name)
      return act?.()
    },
    background: background.add,
    root: {},
  }
  const app = await createApp(world, parts)
  const close = async () => {
    await background.settled()
    await database.close()
    await own?.drop()
    rmSync(home, { recursive: true, force: true })
  }
  ends.push(close)
  return {
    ...world,
    app,
    net,
    advance: clock.advance,
    atPoint: (name, act) => void points.set(name, act),
    databaseUrl,
    ownerUrl: options.beside?.ownerUrl ?? own!.ownerUrl,
    settled: () => background.settled(),
    close,
  }
}

/** Goes on with the real time from where it was set, so that waits end. */
function handClock(start: Date): { now(): Date; advance(seconds: number): void } {
  let originMilliseconds = start.getTime() - performance.now()
  return {
    now: () => new Date(originMilliseconds + performance.now()),
    advance(seconds) {
      originMilliseconds += seconds * 1000
    },
  }
}
