import pg from 'pg'
import { houseOf } from '../../src/app.ts'
import { silentLog } from '../../src/kit/log.ts'
import { openDatabase, type Sql } from '../../src/kit/sql.ts'
import { strongBytes, waitFor, type World } from '../../src/kit/world.ts'
import { parts } from '../../src/parts.ts'
import { inDatabase, sharedCluster } from '../support/cluster.ts'
import { migratedDatabase } from '../support/migrated.ts'
import { lost, unreachable } from '../support/net.ts'
import { settings } from './settings.ts'

/** One database for all schedules, each with an account of its own. */
export interface Ground {
  sql: Sql
  /** A superuser, who sees every lock and every row. */
  watcher: pg.Client
  /** Opens what the observer finds. It takes no part. */
  world: World
  /** Leaves nothing of a schedule that another one's sweeps could find. */
  clear(): Promise<void>
  close(): Promise<void>
}

/** The schedule's clock in place of the server's, for everything that this database's sessions ask it. */
const clockSql = (database: string): string => `
  create schema simulation;
  create table simulation.clock (moment timestamptz not null, started timestamptz not null);
  insert into simulation.clock values (clock_timestamp(), 'epoch');
  create function simulation.clock_timestamp() returns timestamptz language sql volatile security definer set search_path = pg_catalog, pg_temp
    as 'select moment from simulation.clock';
  create function simulation.pg_postmaster_start_time() returns timestamptz language sql stable security definer set search_path = pg_catalog, pg_temp
    as 'select started from simulation.clock';
  grant usage on schema simulation to public;
  alter database ${database} set search_path = simulation, pg_catalog, public`

const clearSql = `
  delete from connections; delete from provider_grant; delete from breaker; delete from rate_budget; delete from subject_salt where subject_id <> account_id;
  delete from subjects where id <> account_id; delete from accounts where name = 'simulated'`

export async function layGround(): Promise<Ground> {
  const made = await migratedDatabase()
  const { superUrl } = await sharedCluster()
  const connectionString = inDatabase(superUrl, made.name)
  const setter = new pg.Client({ connectionString })
  await setter.connect()
  await setter.query(clockSql(made.name))
  await setter.end()
  const watcher = new pg.Client({ connectionString, options: '-c search_path=public' })
  await watcher.connect()
  const database = openDatabase({ url: made.url, prepared: true, poolSize: 24, pipelines: 3 })
  const world = observersWorld(database.sql)
  for (const part of parts)
    if (part.name === 'vault' || part.name === 'audit') await part.start?.(world, houseOf(parts))
  return {
    sql: database.sql,
    watcher,
    world,
    clear: async () => void (await watcher.query(clearSql)),
    async close() {
      await database.close()
      await watcher.end()
      await made.drop()
    },
  }
}

const observersWorld = (sql: Sql): World => ({
  now: () => new Date(),
  calibrate: () => undefined,
  wait: waitFor,
  random: strongBytes,
  http: { send: () => Promise.resolve(lost), open: () => Promise.resolve(unreachable) },
  sql,
  files: null,
  sink: null,
  mail: null,
  valkey: null,
  log: silentLog,
  settings,
  point: () => undefined,
  background: () => undefined,
  root: {},
})
