import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { createDatabase, inDatabase, sharedCluster } from '../../support/cluster.ts'
import { type Around, type Child, startChild } from './child.ts'
import { configurationOf, type StandIns, startStandIns } from './providers.ts'

/** One server of a fleet. */
export interface Server extends Child {
  url: string
  /** Starting another server on it is restarting this one. */
  home: string
}

/** Server processes that share one database and the same providers, as behind a load balancer. */
export interface Fleet {
  standIns: StandIns
  /** A superuser in the fleet's database: for looking, and for tampering. */
  superUrl: string
  start(options?: StartOptions): Promise<Server>
  /** Ends every server of the fleet, stopped ones too. */
  endAll(): Promise<void>
}

export interface StartOptions extends Around {
  /** Default a new folder. */
  home?: string
  /** `save.sealed:kill` or `save.sealed:stop`: what happens when that point is first reached. */
  failpoint?: string
  environment?: Record<string, string>
}

export interface FleetOptions {
  /** Shortens the deadlines of the refresh protocol. Default 1: the real ones. */
  deadlineScale?: number
  /** Another database than one of this test file's own cluster. */
  database?: { url: string; ownerUrl: string; superUrl: string }
}

export const internalApiKey = 'internal-key-of-the-fault-tests-0123456789'
export const operatorKey = 'kho_operator-key-of-the-fault-tests-012345'

// Servers open 15 connections each; a cluster shared with other test files may have too few left.
delete process.env.KEYHOLD_TEST_CLUSTER

// A start takes a second of a core; dozens at once would time each other out.
const startsAtOnce = 3

/** Servers and stand-ins for the tests of one file, ended with them. */
export async function startFleet({ deadlineScale = 1, database }: FleetOptions = {}): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-faults-'))
  const servers = new Set<Child>()
  const starting: Promise<unknown>[] = []
  const endAll = async () => void (await Promise.all([...servers].map((server) => server.kill())))
  const standIns = await startStandIns()
  after(async () => {
    await endAll()
    await Promise.all(Object.values(standIns).map((each) => each.close()))
    rmSync(folder, { recursive: true, force: true })
  })
  const { url, ownerUrl, superUrl } = database ?? (await ownDatabase())
  const { environment, providersFile } = configurationOf(standIns)
  writeFileSync(join(folder, 'providers.json'), providersFile)
  const shared = {
    ...environment,
    NODE_ENV: 'test',
    LOG_LEVEL: process.env.KEYHOLD_TEST_LOG === 'on' ? 'debug' : 'error',
    PORT: '0',
    DATABASE_URL: url,
    DATABASE_OWNER_URL: ownerUrl,
    KEYHOLD_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    KEYHOLD_OPERATOR_KEY: operatorKey,
    KEYHOLD_PROVIDERS_FILE: join(folder, 'providers.json'),
    KEYHOLD_TEST_DEADLINE_SCALE: String(deadlineScale),
    INTERNAL_API_KEY: internalApiKey,
  }
  return {
    standIns,
    superUrl,
    endAll,
    async start({ home = mkdtempSync(join(folder, 'home-')), failpoint, environment = {}, ...around } = {}) {
      const turn = starting.at(-startsAtOnce) ?? Promise.resolve()
      const started = turn.then(() =>
        startChild(
          {
            ...shared,
            ...environment,
            KEYHOLD_HOME: home,
            ...(failpoint && { KEYHOLD_FAILPOINT: failpoint }),
          },
          around,
        ),
      )
      starting.push(started.catch(() => undefined))
      const server = await started
      servers.add(server)
      void server.gone.then(() => servers.delete(server))
      return { ...server, home }
    },
  }
}

/** A database of the test file's own cluster. */
export async function ownDatabase(): Promise<{ url: string; ownerUrl: string; superUrl: string }> {
  const { url, ownerUrl, name } = await createDatabase()
  const { superUrl } = await sharedCluster()
  return { url, ownerUrl, superUrl: inDatabase(superUrl, name) }
}
