import { readFileSync } from 'node:fs'
import { type App, createApp } from '../../app.ts'
import { isProduction, readConfig } from '../../config.ts'
import type { Environment } from '../../kit/settings.ts'
import { faults, problemResponse } from '../../kit/fault.ts'
import { migrate } from '../../kit/migrate.ts'
import type { World } from '../../kit/world.ts'
import { migrations } from '../../migrations.ts'
import { parts } from '../../parts.ts'
import { accountSettings, makeOperatorLink, signInAddress } from '../../parts/accounts/index.ts'
import { masterKeyFingerprint } from '../../parts/vault/index.ts'
import { type EmbeddedPostgres, lockHome, startEmbeddedPostgres } from '../postgres/index.ts'
import { filesIn } from './files.ts'
import { pinoLog } from './log.ts'
import { startDemo } from './demo.ts'
import { withHomeSecrets } from './secrets.ts'
import { type Answering, listen } from './server.ts'
import { consoleFiles } from './static-files.ts'
import { homeOf } from './home.ts'
import { loginOf } from './login.ts'
import { realWorld } from './world.ts'

export interface Running {
  url: string
  app: App
  world: World
  keyFingerprint: string
  isNewMasterKey: boolean
  isDemo: boolean
  /** A single-use sign-in address for the operator; show it on a terminal only. */
  operatorLink(): Promise<string>
  stop(): Promise<void>
  /** Resolves with words when something the process cannot live without ended. */
  failed: Promise<string>
}

export interface StartOptions {
  environment: Environment
  /** Told what takes time, in words for a person. */
  progress?: (text: string) => void
}

const tickMilliseconds = 1_000
const drainMilliseconds = 20_000
const consoleFolder = new URL('../../../console/dist', import.meta.url).pathname

/**
 * Starts one server process: home, database, migrations, keys, app, listening.
 * @throws SettingsError, KeyringError, MigrationError, PostgresProblem: each says the cure
 */
export async function start({
  environment: given,
  progress = () => undefined,
}: StartOptions): Promise<Running> {
  const production = isProduction(given)
  const home = homeOf(given)
  const undo: (() => unknown)[] = []
  const undoAll = async () => {
    for (const step of undo.splice(0).toReversed()) await step()
  }
  try {
    return await startIn(home, production, given, progress, undo, undoAll)
  } catch (error) {
    await undoAll()
    throw error
  }
}

async function startIn(
  home: string,
  production: boolean,
  given: Environment,
  progress: (text: string) => void,
  undo: (() => unknown)[],
  undoAll: () => Promise<void>,
): Promise<Running> {
  const lock = lockHome(home)
  undo.push(() => lock.release())
  const { environment: withSecrets, isNewMasterKey } = withHomeSecrets(given, home, production)
  // Everything that is wrong is told before anything is started.
  readConfig(withSecrets, parts, readText)
  let answering: Answering = () => notReady()
  const listening = await listen(
    Number(withSecrets.PORT || 3000),
    withSecrets.HOST || '127.0.0.1',
    () => answering,
  )
  undo.push(() => listening.close(drainMilliseconds))
  const demo = await startDemo(withSecrets, production)
  if (demo) undo.push(demo.close)
  const environment: Environment = { ...withSecrets, ...demo?.environment, PORT: String(listening.port) }
  const settings = readConfig(environment, parts, readText)
  const log = pinoLog(settings(accountSettings).logLevel ?? (production ? 'info' : 'warn'))

  const database = await openedDatabase(environment, home, progress)
  if (database.embedded) undo.push(() => database.embedded!.stop())
  const report = await migrate(database.ownerUrl, migrations, { 'keyhold.login': loginOf(database.url) })
  if (report.applied.length > 0) progress(`schema brought to ${report.version}`)

  const { world, close } = realWorld({
    settings,
    environment,
    databaseUrl: database.url,
    isEmbedded: database.embedded !== null,
    files: filesIn(home),
    log,
  })
  undo.push(close)
  const app = await createApp(world, parts, { elsewhere: consoleFiles(consoleFolder) })
  answering = app.fetch
  const ticking = keepTicking(world, app)
  // Undone from the end: nothing new is taken, what is under way is answered, and only then the world closes.
  undo.push(
    () => listening.close(drainMilliseconds),
    ticking,
    () => app.drain(),
  )

  return {
    url: new URL('/', environment.KEYHOLD_URL ?? `http://localhost:${listening.port}`).href.replace(
      /\/$/,
      '',
    ),
    app,
    world,
    keyFingerprint: masterKeyFingerprint(world),
    isNewMasterKey,
    isDemo: demo !== null,
    async operatorLink() {
      const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'start' })
      return `${signInAddress(new URL(environment.KEYHOLD_URL ?? `http://localhost:${listening.port}`))}#${secret}`
    },
    stop: undoAll,
    failed: database.embedded?.died ?? new Promise(() => undefined),
  }
}

const readText = (path: string): string => readFileSync(path, 'utf8')

const notReady = (): Response => problemResponse(faults.STARTING({ retryAfterSeconds: 1 }), 'start')

async function openedDatabase(
  environment: Environment,
  home: string,
  progress: (text: string) => void,
): Promise<{ url: string; ownerUrl: string; embedded: EmbeddedPostgres | null }> {
  const url = environment.DATABASE_URL
  if (url) return { url, ownerUrl: environment.DATABASE_OWNER_URL || url, embedded: null }
  const binaries = environment.KEYHOLD_POSTGRES_BIN
  const embedded = await startEmbeddedPostgres({ home, log: progress, ...(binaries && { binaries }) })
  return { url: embedded.url, ownerUrl: embedded.ownerUrl, embedded }
}

/** Drives what is due. The next tick is set when the last has ended, so that a slow one is never doubled. */
function keepTicking(world: World, app: App): () => Promise<void> {
  const ending = new AbortController()
  const ticking = (async () => {
    while (!ending.signal.aborted) {
      await app.runDue({ budgetMilliseconds: 10_000 })
      await world.wait(tickMilliseconds, ending.signal).catch(() => undefined)
    }
  })()
  return async () => {
    ending.abort()
    await ticking
  }
}
