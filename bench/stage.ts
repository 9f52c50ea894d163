import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { realWorld } from '../src/entry/node/world.ts'
import { roles, startEmbeddedPostgres } from '../src/entry/postgres/index.ts'
import type { Caller } from '../src/kit/route.ts'
import { silentLog } from '../src/kit/log.ts'
import { migrate } from '../src/kit/migrate.ts'
import type { World } from '../src/kit/world.ts'
import { migrations } from '../src/migrations.ts'
import { parts } from '../src/parts.ts'
import { aConnection, alice } from '../tests/support/cast.ts'
import { plantAthlete, type PlantedFigure } from './athlete.ts'
import { type BareSecrets, plantBareTables } from './bare-table.ts'
import { makeCheckedRelease } from './checked-release.ts'

/** What all measurements share: one embedded PostgreSQL with fsync on, one key, the planted connections. */
export interface Stage {
  world: World
  owner: Caller
  key: string
  databaseUrl: string
  /** Of the same PostgreSQL, for a database of somebody else's. */
  socketFolder: string
  postmasterPid: number
  postgresVersion: string
  bareSecrets: BareSecrets
  /** A statistic to be read. */
  figure: PlantedFigure
  /** Connections that are read again and again. */
  warmIds: readonly string[]
  /** Connections of which each is read once in all, taken from the front. */
  coldIds: string[]
  /** The environment of one more server process with a home of its own. */
  environment(name: string): Record<string, string>
  close(): Promise<void>
}

/** The provider of the storm: the sandbox's address and app. */
export interface ProviderApp {
  url: string
  clientId: string
  clientSecret: string
}

const accessToken = randomBytes(20).toString('hex')
const users = 200

/** Every limit is on and charged, and none is reached: 10,000 a second, and a million at once. */
const fast = { limit: 600_000, periodSeconds: 60, burst: 1_000_000 }
const unreachedLimits = JSON.stringify({
  tiers: { app: [{ name: 'per-minute', kind: 'rate', ...fast }] },
  policies: {
    anonymous: fast,
    person: fast,
    'sign-in': fast,
    mail: fast,
    'mail-by-address': fast,
    'mail-to-address': fast,
  },
})

export async function setStage(
  provider: ProviderApp,
  counts: { warm: number; cold: number },
): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-bench-'))
  const postgres = await startEmbeddedPostgres({ home: folder, log: () => undefined })
  const shared = {
    DATABASE_URL: postgres.url,
    DATABASE_OWNER_URL: postgres.ownerUrl,
    // As with the embedded database of a single process: no pooler stands between.
    KEYHOLD_PREPARED_STATEMENTS: 'on',
    KEYHOLD_MASTER_KEY: randomBytes(32).toString('base64'),
    SANDBOX_BASE_URL: provider.url,
    SANDBOX_CLIENT_ID: provider.clientId,
    SANDBOX_CLIENT_SECRET: provider.clientSecret,
    PORT: '0',
    KEYHOLD_LIMITS: unreachedLimits,
  }
  await migrate(postgres.ownerUrl, migrations, { 'keyhold.login': roles.app })
  const settings = readConfig(shared, parts, () => '')
  const real = realWorld({
    settings,
    environment: shared,
    databaseUrl: postgres.url,
    isEmbedded: true,
    files: null,
    log: silentLog,
  })
  const { world } = real
  const app = await createApp(world, parts)
  const owner = await alice(world)
  const ids = await plant(world, owner, counts.warm + counts.cold)
  const figure = await plantAthlete(world, app, owner)
  const warmIds = ids.slice(0, counts.warm)
  const bareSecrets = await plantBareTables(
    { ownerUrl: postgres.ownerUrl, login: roles.app },
    { ids: warmIds, key: owner.key, accessToken },
    figure.body,
  )
  await makeCheckedRelease(postgres.ownerUrl, roles.app)
  return {
    world,
    owner,
    key: owner.key,
    databaseUrl: postgres.url,
    socketFolder: postgres.socketFolder,
    postmasterPid: Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]),
    postgresVersion: postgres.version,
    bareSecrets,
    figure,
    warmIds,
    coldIds: ids.slice(counts.warm),
    environment: (name) => ({ ...shared, KEYHOLD_HOME: join(folder, name) }),
    async close() {
      await real.close()
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Planted tokens are good for nothing at the provider: a sync would find that out, and reads are what is measured. */
export const keepUnsynced = (world: World, owner: Caller, connectionId: string) =>
  world.sql.as({ role: 'app', accountId: owner.accountId })`
    insert into data_set (connection_id, name, account_id, due_at) values (${connectionId}, 'activities', ${owner.accountId}, 'infinity')
    on conflict (connection_id, name) do update set due_at = 'infinity'`

/** Through the code that stores a real connection; twelve at a time. */
async function plant(world: World, owner: Caller, count: number): Promise<string[]> {
  const ids: string[] = []
  let next = 0
  const planting = async () => {
    for (let index = next++; index < count; index = next++) {
      const { id } = await aConnection(world, owner, {
        provider: 'sandbox',
        userId: `user-${index % users}`,
        accessToken,
      })
      await keepUnsynced(world, owner, id)
      ids.push(id)
    }
  }
  const first = await aConnection(world, owner, { provider: 'sandbox', userId: 'user-0' }) // the first of a user is made once
  await keepUnsynced(world, owner, first.id)
  await Promise.all(Array.from({ length: 12 }, planting))
  return ids
}
